import { api } from '../../../api/client.ts';
import { draftPlace } from '../../../api/drafts.ts';
import { accountNow } from '../../../api/session.ts';
import type { Page } from '../../../api/types.ts';
import type { Member } from './data.segment.ts';
import { type Chosen, type FormRow, KINDS, keepPeople, keptPeople } from './data.ts';

/** The most people one form is filled for, and the most for whom single forms go into one file. */
const MOST_IN_FORM = 5000;
const MOST_SINGLE = 500;
const PAGE = 200;

/** The most people a form of this kind is filled for at once; without a kind, what no form goes beyond. */
export const mostIn = (kind?: FormRow['kind']): number => (kind === 'person' ? MOST_SINGLE : MOST_IN_FORM);

const said = (people: number): string => `${people.toLocaleString('zh-CN')} 人`;

/** How many a form takes at once, in words; what to do about it is said by whoever asks. */
export const mostSaid = (kind?: FormRow['kind']): string =>
  `${kind ? KINDS[kind] : '一张表'}一次最多填 ${said(mostIn(kind))}`;

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

/** Why a form did not take those who wait, and whether it would without those who are on it already. */
export interface Refused {
  why: string;
  fitsEmptied: boolean;
}

function tooMany(kind: FormRow['kind'], chosen: number, others: number): Refused | null {
  const most = mostIn(kind);
  if (chosen + others <= most) return null;
  const fitsEmptied = chosen <= most;
  const kept = fitsEmptied ? `，表里已有 ${said(others)}` : '';
  return { why: `${mostSaid(kind)}，这次选了 ${said(chosen)}${kept}。`, fitsEmptied };
}

/**
 * The form is filled for whoever was chosen and waits, if anybody does; a list keeps those who are on it already. Where they are more than
 * the form takes, nobody is handed over: the answer says why.
 */
export function giveToForm({ id, kind }: Pick<FormRow, 'id' | 'kind'>): Refused | null {
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
