import type { ActionOffer, Hold } from '../workflow/index.ts';
import { priorities } from './schema.amend.ts';

/** The centre that now has a matter may correct it while it is open. */
export function mayAmend(matter: { open: boolean }, holds: readonly Hold[]): boolean {
  return (
    matter.open && holds.some((hold) => hold.relation === 'centre' && hold.permissions.has('matter:accept'))
  );
}

/** Class and place: what a page of its own has made other things of (吹哨: departments on their way) stays as it was opened. */
const FIXED = ['category', 'condition', 'point', 'area'] as const;

/** Which of the things to be corrected cannot be, for a type opened by a page of its own; null when all can. */
export const fixedIn = (
  type: { hidden?: boolean } | undefined,
  said: Record<string, unknown>,
): string | null => (type?.hidden && FIXED.find((name) => said[name] !== undefined)) || null;

/** The button of correcting, with what a matter of this type lets be corrected. */
export const amendOffer = (type: { hidden?: boolean }): ActionOffer =>
  type.hidden
    ? { ...AMEND_OFFER, form: AMEND_OFFER.form.filter(({ name }) => !FIXED.some((each) => each === name)) }
    : AMEND_OFFER;

/** The button that every open matter of one's own centre has, whatever its flow. Its fields are of kinds of their own. */
const AMEND_OFFER = {
  action: 'amend',
  name: '更正',
  enabled: true,
  reason: null,
  confirm: null,
  form: [
    { name: 'category', kind: 'category', label: '类别' },
    { name: 'condition', kind: 'condition', label: '立案条件' },
    { name: 'title', kind: 'text', label: '标题', max_length: 80 },
    {
      name: 'priority',
      kind: 'select',
      label: '紧急程度',
      options: Object.entries(priorities).map(([value, label]) => ({ value, label })),
      help: '应急、交办的时限不同，改动后各时限从原起点重新计算',
    },
    { name: 'point', kind: 'point', label: '位置' },
    { name: 'address', kind: 'text', label: '地址', max_length: 200 },
    { name: 'area', kind: 'area', label: '区域' },
    { name: 'reason', kind: 'textarea', label: '更正原因', required: true, min_length: 2, max_length: 500 },
  ],
} as unknown as ActionOffer;
