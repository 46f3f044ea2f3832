import { useEffect } from 'react';
import { startLive } from '../api/live.ts';
import type { Me } from '../api/types.ts';

/** Keeps the live line up while somebody is signed in. */
export function useLive(me: Me | undefined): void {
  const signedIn = Boolean(me?.account);
  useEffect(() => {
    if (signedIn) startLive();
  }, [signedIn]);
}
