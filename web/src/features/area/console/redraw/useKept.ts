import { useState } from 'react';
import { draftPlace, dropDrafts } from '../../../../api/drafts.ts';
import { accountNow } from '../../../../api/session.ts';

const account = () => accountNow() ?? '';
const place = (key: string) => draftPlace(`redraw:${key}`, account());

/** What this account kept under a key in this tab, or what to begin with. */
export function keptOf<T>(key: string, initial: T): T {
  try {
    const text = sessionStorage.getItem(place(key));
    return text ? (JSON.parse(text) as T) : initial;
  } catch {
    return initial;
  }
}

export function keep(key: string, value: unknown): void {
  try {
    sessionStorage.setItem(place(key), JSON.stringify(value));
  } catch {
    // Storage full or forbidden: the page itself still holds it.
  }
}

/** Forgets everything kept under keys that begin so. */
export function dropKept(start: string): void {
  dropDrafts(`redraw:${start}`, account());
}

/** State that outlives a reload and a look at another page, in this tab. */
export function useKept<T>(key: string, initial: T): [T, (value: T) => void] {
  const [value, setValue] = useState<T>(() => keptOf(key, initial));
  const set = (next: T) => {
    setValue(next);
    keep(key, next);
  };
  return [value, set];
}
