import { useCallback, useMemo } from 'react';
import { draftPlace } from '../../api/drafts.ts';
import { accountNow } from '../../api/session.ts';
import type { FormField } from '../../api/types.ts';
import type { Values } from './fields.ts';

/**
 * Keeps what was typed through a reload, a failed send or a closed dialog, for this tab only (it may be personal)
 * and for the account that opened the form: a session may expire and the next person sit down.
 * Photos are not kept here: a browser cannot give back a picked file. Without a key, or an account,
 * nothing is kept.
 */
export function useDraft(key: string | undefined, fields: FormField[]) {
  const place = useMemo(() => {
    const account = accountNow();
    return key && account ? draftPlace(key, account) : undefined;
  }, [key]);
  const initial = useMemo((): Values => {
    try {
      return place ? (JSON.parse(sessionStorage.getItem(place) ?? '{}') as Values) : {};
    } catch {
      return {};
    }
  }, [place]);
  const keep = useCallback(
    (values: Values) => {
      if (!place) return;
      const kept = fields
        .filter((field) => field.kind !== 'files')
        .map((field) => [field.name, values[field.name]]);
      try {
        sessionStorage.setItem(place, JSON.stringify(Object.fromEntries(kept)));
      } catch {
        // Storage full or forbidden: the form itself still holds everything.
      }
    },
    [place, fields],
  );
  const drop = useCallback(() => place && sessionStorage.removeItem(place), [place]);
  return { initial, keep, drop };
}
