import { useCallback, useMemo } from 'react';
import { draftPlace } from '../../api/drafts.ts';
import type { FormField } from '../../api/types.ts';
import type { Values } from './fields.ts';

/**
 * Keeps what was typed through a reload, a failed send or a closed dialog, for this tab only (it may be personal).
 * Photos are not kept here: a browser cannot give back a picked file. Without a key nothing is kept.
 */
export function useDraft(key: string | undefined, fields: FormField[]) {
  const place = key ? draftPlace(key) : undefined;
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
