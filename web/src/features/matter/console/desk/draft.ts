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

/** `now` is in the form; `before` was left unfinished when the next call rang. */
export type Slot = 'now' | 'before';

const DAY = 86_400_000;
const placeOf = (account: string, slot: Slot) => draftPlace(`desk-${slot}`, account);

/** The call an account left behind; none that is older than a day. */
export function readDraft(account: string, slot: Slot): Draft | null {
  try {
    const draft = JSON.parse(localStorage.getItem(placeOf(account, slot)) ?? 'null') as Draft | null;
    if (draft && Date.now() - Date.parse(draft.at) < DAY) return draft;
    localStorage.removeItem(placeOf(account, slot));
  } catch {
    // Storage forbidden, or not ours: there is no draft.
  }
  return null;
}

export function keepDraft(account: string, slot: Slot, draft: Draft | null): void {
  try {
    if (draft) localStorage.setItem(placeOf(account, slot), JSON.stringify(draft));
    else localStorage.removeItem(placeOf(account, slot));
  } catch {
    // Storage full or forbidden: the form itself still holds everything.
  }
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
