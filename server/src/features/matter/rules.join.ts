import type { ActionOffer, Decision, Hold, Workflow } from '../workflow/index.ts';
import { openMatter } from '../workflow/index.ts';

/** How a matter that was merged comes apart again: its caller does not follow the other one any more, or staff merged it by mistake. */
export const PARTING = ['leave', 'split'] as const;
export type Parting = (typeof PARTING)[number];

interface Merged {
  state: string;
  merged_into: string | null;
}

const isMerged = (matter: Merged): boolean => matter.merged_into !== null && matter.state === 'merged';

/** What a flow calls the end that a caller chooses; null when it has none. */
const withdrawn = (workflow: Workflow): string | null =>
  workflow.actions.get('withdraw')?.targets.at(-1)?.to ?? null;

/**
 * The buttons of a merged matter: its caller may stop following as long as the other one is not closed, its centre may take it
 * apart and begin with it anew.
 */
export function partingOffers(
  matter: Merged,
  workflow: Workflow,
  holds: readonly Hold[],
  leadClosed: boolean,
): ActionOffer[] {
  if (!isMerged(matter)) return [];
  const offers: ActionOffer[] = [];
  const offer = (action: Parting, name: string, more: Partial<ActionOffer>) =>
    offers.push({ action, name, form: [], enabled: true, reason: null, confirm: null, ...more });
  if (holds.some(({ relation }) => relation === 'caller') && withdrawn(workflow))
    offer('leave', '不再跟进', {
      enabled: !leadClosed,
      reason: leadClosed ? '并入的事项已经办结，请评价' : null,
      confirm: '不再跟进后，这件事的进展不再通知您，反映人数减去一人。确定吗？',
    });
  if (holds.some(({ relation, permissions }) => relation === 'centre' && permissions.has('matter:dispatch')))
    offer('split', '拆分', {
      confirm: '拆分后本事项恢复为单独的一件，重新受理，时限从现在起算，诉求人会收到通知。确定吗？',
      form: [
        {
          name: 'reason',
          kind: 'textarea',
          label: '拆分理由',
          required: true,
          min_length: 2,
          max_length: 500,
          audience: 'public',
        },
      ] as ActionOffer['form'],
    });
  return offers;
}

/** What parting means for the matter itself: begun anew by its own flow, or ended as its caller wished. Those told are its centre and caller. */
export function part(
  matter: Merged,
  workflow: Workflow,
  action: Parting,
  data: Record<string, unknown>,
): Decision {
  const opened = openMatter(workflow);
  const from = matter.state;
  if (action === 'split') {
    const to = opened.to;
    return {
      ...opened,
      action,
      from,
      notify: [
        ...opened.notify.filter(({ audience }) => audience === 'centre'),
        { audience: 'caller', template: 'split-caller' },
      ],
      events: [{ kind: action, audience: 'caller', from, to, implied: false, data }],
    };
  }
  const to = withdrawn(workflow)!;
  return {
    ...opened,
    action,
    from,
    to,
    owner: null,
    tasks: { open: [], close: [], update: [] },
    clocks: { stop: [], start: [], running: null, extend: null },
    notify: [],
    events: [{ kind: action, audience: 'caller', from, to, implied: false, data }],
  };
}
