import { api } from '../../../api/client.ts';
import { draftPlace } from '../../../api/drafts.ts';
import { accountNow } from '../../../api/session.ts';
import type { Page } from '../../../api/types.ts';
import type { Member } from './data.segment.ts';
import { type Chosen, type FormRow, keepPeople, keptPeople } from './data.ts';

/** The most people one form is filled for. */
export const MOST_IN_FORM = 5000;
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

/** The form is filled for whoever was chosen and waits, if anybody does; a list keeps those who are on it already. */
export function giveToForm({ id, kind }: Pick<FormRow, 'id' | 'kind'>): void {
  const waiting = waitingForForm();
  if (!waiting) return;
  const fresh = new Set(waiting.people.map((one) => one.id));
  const others = kind === 'list' ? keptPeople(id).filter((one) => !fresh.has(one.id)) : [];
  keepPeople(id, [...others, ...waiting.people]);
  forgetForForm();
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
