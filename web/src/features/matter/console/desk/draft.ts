import { draftPlace } from '../../../../api/drafts.ts';
import type { CatalogType } from '../catalog.ts';
import type { Call, Spot } from './types.ts';

/** A call that was taken down and not registered. */
export interface Draft {
  /** When something was typed last. */
  at: string;
  call: Call;
  spot: Spot | null;
  source: string;
  /** The number under which it is or was sent: sent again after a crash, it is still one call. */
  client_id: string;
  /** The number that rang for it. */
  ringing: string;
}

const DAY = 86_400_000;
const nowAt = (account: string) => draftPlace('desk-now', account);
const asideAt = (account: string) => draftPlace('desk-aside', account);

/** What lies at a place; what is older than a day is removed. */
function read(place: string): Draft[] {
  try {
    const kept = JSON.parse(localStorage.getItem(place) ?? '[]') as Draft[];
    const fresh = kept.filter(({ at }) => Date.now() - Date.parse(at) < DAY);
    if (fresh.length < kept.length) write(place, fresh);
    return fresh;
  } catch {
    // Storage forbidden, or not ours: there is no draft.
    return [];
  }
}

function write(place: string, drafts: Draft[]): void {
  try {
    if (drafts.length > 0) localStorage.setItem(place, JSON.stringify(drafts));
    else localStorage.removeItem(place);
  } catch {
    // Storage full or forbidden: the form itself still holds everything.
  }
}

/** The call an account left in the form; none that is older than a day. */
export const readDraft = (account: string): Draft | null => read(nowAt(account))[0] ?? null;

export const keepDraft = (account: string, draft: Draft | null): void =>
  write(nowAt(account), draft ? [draft] : []);

/** The calls left unfinished when another one rang, the latest first; none older than a day. */
export const readAside = (account: string): Draft[] => read(asideAt(account));

/** Lays a call aside, takes one up again, or both; gives what lies there then. Read anew: another tab may have laid one, too. */
export function changeAside(account: string, laid: Draft | null, taken?: Draft): Draft[] {
  const gone = new Set([laid?.client_id, taken?.client_id]);
  const others = readAside(account).filter(({ client_id }) => !gone.has(client_id));
  const aside = laid ? [laid, ...others] : others;
  write(asideAt(account), aside);
  return aside;
}

/** Whether anything was said that somebody would have to ask again. */
export function isSaid(
  { contact, text, address, area, category, answers }: Call,
  spot: Spot | null,
): boolean {
  const words = [
    contact?.phone,
    contact?.name,
    text,
    address,
    area,
    category,
    ...Object.values(answers ?? {}),
  ];
  return (
    spot !== null || words.some((word) => word !== undefined && word !== null && String(word).trim() !== '')
  );
}

/** A call as it can be kept: a browser cannot give back a picked file. */
export function keepable(call: Call, type: CatalogType | undefined): Call {
  const files = new Set(type?.form.filter(({ kind }) => kind === 'files').map(({ name }) => name));
  const answers = Object.entries(call.answers ?? {}).filter(([name]) => !files.has(name));
  return { ...call, answers: Object.fromEntries(answers) };
}
