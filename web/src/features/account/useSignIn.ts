import { useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { type FormLike, showErrors } from '../../api/errors.ts';
import { nextPath, type Proof, signIn } from '../../api/session.ts';

/**
 * What both sign-in pages do with their form: sends the proof, goes on to where one wanted to be, and keeps what is said
 * against it. `send` answers whether it was right.
 */
export function useSignIn(form: FormLike) {
  const [faults, setFaults] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const { search } = useLocation();
  const go = useNavigate();
  const fail = (error: unknown) => setFaults(showErrors(form, error));
  const send = async (proof: Proof): Promise<boolean> => {
    setBusy(true);
    setFaults([]);
    try {
      await signIn(proof);
      await go(nextPath(search, '/'), { replace: true });
      return true;
    } catch (error) {
      fail(error);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { faults, busy, send, fail };
}
