import { useMemo, useState } from 'react';
import { draftPlace } from '../../api/drafts.ts';
import { newId } from '../../api/id.ts';
import { accountNow } from '../../api/session.ts';
import type { Values } from './fields.ts';

/** What a browser keeps of a form: the values, and the number under which it is sent. */
interface Kept {
  client_id?: string;
  values: Values;
}

function keptAt(place: string | undefined): Kept {
  try {
    return { values: {}, ...(place && (JSON.parse(sessionStorage.getItem(place) ?? '{}') as Partial<Kept>)) };
  } catch {
    return { values: {} };
  }
}

/**
 * Keeps what was typed through a reload, a failed send or a closed dialog, for this tab only (it may be personal)
 * and for the account that opened the form: a session may expire and the next person sit down. What was sent and not answered goes
 * again under the same `client_id`. Photos (`left`) are not kept: a browser cannot give back a picked file. Without a key, or an
 * account, nothing is kept.
 */
export function useDraft(key: string | undefined, left: readonly string[] = []) {
  const place = useMemo(() => {
    const account = accountNow();
    return key && account ? draftPlace(key, account) : undefined;
  }, [key]);
  const { client_id: known, values: initial } = useMemo(() => keptAt(place), [place]);
  const [fresh] = useState(newId);
  const client_id = known ?? fresh;
  const keep = (all: object) => {
    if (!place) return;
    const values = Object.fromEntries(Object.entries(all).filter(([name]) => !left.includes(name)));
    try {
      sessionStorage.setItem(place, JSON.stringify({ client_id, values } satisfies Kept));
    } catch {
      // Storage full or forbidden: the form itself still holds everything.
    }
  };
  const drop = () => place && sessionStorage.removeItem(place);
  return { initial, client_id, keep, drop };
}
