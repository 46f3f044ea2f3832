import { api } from '../../../api/client.ts';
import { draftPlace } from '../../../api/drafts.ts';
import { accountNow } from '../../../api/session.ts';
import type { Page } from '../../../api/types.ts';
import type { Member } from './data.segment.ts';
import { type Chosen, type FormRow, KINDS, keepPeople, keptPeople } from './data.ts';

/** The most people one form is filled for, and the most for whom single forms go into one file. */
export const MOST_IN_FORM = 5000;
const MOST_SINGLE = 500;

/** The most people a form of this kind is filled for at once. */
export const mostIn = (kind: FormRow['kind']): number => (kind === 'person' ? MOST_SINGLE : MOST_IN_FORM);
const PAGE = 200;

/** People chosen in a segment or a ledger, for the form that is opened next. */
export interface ForForm {
  /** Where they were chosen, in words. */
  from: string;
  people: Chosen[];
}

const place = (): string => draftPlace('form-people', accountNow() ?? '');

/** Who was chosen and waits for a form, on this tab and for this account alone. */
export function waitingForForm(): ForForm | null {
  try {
    return JSON.parse(sessionStorage.getItem(place()) ?? 'null') as ForForm | null;
  } catch {
    return null;
  }
}

export const chooseForForm = (chosen: ForForm): void =>
  sessionStorage.setItem(place(), JSON.stringify(chosen));

export const forgetForForm = (): void => sessionStorage.removeItem(place());

/** Why a form does not take so many, beside those who are on it already; null where it does. */
function tooMany(kind: FormRow['kind'], chosen: number, others: number): string | null {
  const most = mostIn(kind);
  if (chosen + others <= most) return null;
  const said = (n: number) => n.toLocaleString('zh-CN');
  const [kept, remedy] =
    others > 0 ? [`，表里已有 ${said(others)} 人`, '，或先清空表里选好的人'] : ['', '，分几次选'];
  return `${KINDS[kind]}一次最多填 ${said(most)} 人，这次选了 ${said(chosen)} 人${kept}。请缩小范围${remedy}。`;
}

/**
 * The form is filled for whoever was chosen and waits, if anybody does; a list keeps those who are on it already. Where they are more than
 * the form takes, nobody is handed over: the answer says why.
 */
export function giveToForm({ id, kind }: Pick<FormRow, 'id' | 'kind'>): string | null {
  const waiting = waitingForForm();
  if (!waiting) return null;
  const fresh = new Set(waiting.people.map((one) => one.id));
  const others = kind === 'list' ? keptPeople(id).filter((one) => !fresh.has(one.id)) : [];
  const refused = tooMany(kind, waiting.people.length, others.length);
  if (refused) return refused;
  keepPeople(id, [...others, ...waiting.people]);
  forgetForForm();
  return null;
}

/** Everybody of a segment within an area, as a choice shows them; null for more than one form takes. */
export async function peopleOfSegment(id: string, area: string): Promise<Chosen[] | null> {
  const people: Chosen[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Page<Member> = await api.get(`/api/segments/${id}/people`, { area, cursor, limit: PAGE });
    people.push(...page.items.map(({ id: person, name, address }) => ({ id: person, name, address })));
    if (people.length > MOST_IN_FORM) return null;
    cursor = page.next;
  }
  return people;
}
