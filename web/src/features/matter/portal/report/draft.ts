import { useCallback, useState } from 'react';
import { draftPlace } from '../../../../api/drafts.ts';
import { newId } from '../../../../api/id.ts';
import { nowhere, type Place } from './place.ts';

/** A report being written. Photos are not in it: a browser cannot give back a picked file. */
export interface ReportDraft {
  /** Made with the draft: the same report sent twice, even across a reload, is one matter. */
  client_id: string;
  text: string;
  /** Chosen by hand; without it the kind is guessed from the words. */
  type?: string;
  /** A class of that kind, chosen from what was offered while typing. */
  category?: { code: string; name: string };
  answers: Record<string, unknown>;
  anonymous: boolean;
  confidential: boolean;
  place: Place;
}

const fresh = (): ReportDraft => ({
  client_id: newId(),
  text: '',
  answers: {},
  anonymous: false,
  confidential: false,
  place: nowhere,
});

function read(key: string): ReportDraft {
  try {
    return { ...fresh(), ...(JSON.parse(sessionStorage.getItem(key) ?? '{}') as Partial<ReportDraft>) };
  } catch {
    return fresh();
  }
}

/**
 * Holds what is being written through a reload or a phone that put the page away, for this tab only (it may be personal);
 * one draft per account and kind of report. `start` is the community one came from.
 */
export function useReportDraft(owner: string, kind: string, start?: Place['area']) {
  const key = draftPlace(`report:${kind}`, owner);
  const [draft, setDraft] = useState(() => {
    const kept = read(key);
    const { point, area } = kept.place;
    return start && !point && !area ? { ...kept, place: { ...kept.place, area: start } } : kept;
  });
  const change = useCallback(
    (part: Partial<ReportDraft> | ((now: ReportDraft) => Partial<ReportDraft>)) =>
      setDraft((now) => {
        const next = { ...now, ...(typeof part === 'function' ? part(now) : part) };
        try {
          sessionStorage.setItem(key, JSON.stringify(next));
        } catch {
          // Storage full or forbidden: the page itself still holds everything.
        }
        return next;
      }),
    [key],
  );
  const drop = useCallback(() => sessionStorage.removeItem(key), [key]);
  return { draft, change, drop };
}
