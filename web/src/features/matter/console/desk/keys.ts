import { useEffect, useRef } from 'react';

interface Keys {
  /** Alt+1 … Alt+9, counted from 0. */
  choose: (at: number) => void;
  /** Ctrl+Enter. */
  send: () => void;
  /** Enter in the fields of who calls. */
  toText: () => void;
}

/** The keys of the desk, wherever the cursor stands. */
export function useDeskKeys(keys: Keys): void {
  const now = useRef(keys);
  now.current = keys;
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      // A dialog (当场答复) has keys of its own.
      const target = event.target as HTMLElement;
      if (target.closest('[role=dialog]')) return;
      const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
      if (event.altKey && digit) now.current.choose(Number(digit) - 1);
      else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) now.current.send();
      else if (event.key === 'Enter' && target instanceof HTMLInputElement) {
        // Enter in a field never sends half a call.
        if (target.id.startsWith('contact_')) now.current.toText();
      } else return;
      event.preventDefault();
    };
    document.addEventListener('keydown', hear, true);
    return () => document.removeEventListener('keydown', hear, true);
  }, []);
}
