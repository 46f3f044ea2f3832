import { ApiError } from '../../../../api/client.ts';
import { fieldName, sayError } from '../../../../api/errors.ts';
import { answersOf } from '../../../../ui/form/fields.ts';
import type { MatterType } from '../catalog.ts';
import type { ReportDraft } from './draft.ts';

/** What is wrong with a report, each where it can be mended; `other` stands above the page. */
export interface Faults {
  text?: string;
  place?: string;
  other: string[];
}

/** What can be said before anything travels; undefined when the report may go. Pure. */
export function faultsOf(draft: ReportDraft, type: MatterType): Faults | undefined {
  const faults: Faults = { other: [] };
  if (!draft.text.trim()) faults.text = '请写一句话说明什么事';
  const { point, address, area } = draft.place;
  if (type.place_required && !point && !address.trim() && !area)
    faults.place = '请说明地点：用您的位置、在地图上点一下、写地址，或选择社区';
  return faults.text || faults.place ? faults : undefined;
}

/** How a worker came upon it, the likeliest first; a resident's own call names no way in. Pure. */
export const sourceOf = (type: MatterType): string | undefined =>
  ['patrol', 'visit', 'desk'].find((code) => type.sources.some((source) => source.code === code));

/** The body of POST /api/matters: nothing empty. Pure. */
export function bodyOf(
  draft: ReportDraft,
  type: MatterType,
  source: string | undefined,
  files: string[],
): Record<string, unknown> {
  const { point, address, area } = draft.place;
  const answers = answersOf(type.form, draft.answers);
  return {
    client_id: draft.client_id,
    type: type.code,
    text: draft.text.trim(),
    ...(draft.category ? { category: draft.category.code } : {}),
    ...(point ? { point } : {}),
    ...(address.trim() ? { address: address.trim() } : {}),
    ...(area ? { area: area.code } : {}),
    ...(Object.keys(answers).length > 0 ? { answers } : {}),
    ...(draft.anonymous && type.anonymous ? { anonymous: true } : {}),
    ...(draft.confidential ? { confidential: true } : {}),
    ...(source ? { source } : {}),
    ...(files.length > 0 ? { files } : {}),
  };
}

/** The body of POST /api/matters/:id/join: what one has to add, and where one stood. Pure. */
export function joinBodyOf(draft: ReportDraft, files: string[]): Record<string, unknown> {
  const { point, address } = draft.place;
  return {
    client_id: draft.client_id,
    ...(draft.text.trim() ? { text: draft.text.trim() } : {}),
    ...(point ? { point } : {}),
    ...(address.trim() ? { address: address.trim() } : {}),
    ...(files.length > 0 ? { files } : {}),
  };
}

const places = new Set(['point', 'address', 'area']);

/** Sorts a refusal of the server to where it belongs; `answers` are returned for the form of the kind. */
export function sortRefusal(error: unknown): {
  faults: Faults;
  answers: { name: string[]; errors: string[] }[];
} {
  const faults: Faults = { other: [] };
  const answers: { name: string[]; errors: string[] }[] = [];
  if (!(error instanceof ApiError) || error.fields.length === 0)
    return { faults: { other: [sayError(error)] }, answers };
  for (const { path, message } of error.fields) {
    const name = fieldName(path);
    if (name[0] === 'text') faults.text = message;
    else if (places.has(name[0] ?? '')) faults.place = message;
    else if (name[0] === 'answers' && name[1]) answers.push({ name, errors: [message] });
    else faults.other.push(message);
  }
  return { faults, answers };
}
