import { useState } from 'react';
import { goToFirstFault } from '../../../ui/portal/firstFault.ts';
import { faultsOf } from '../registration.ts';

/** How a form is sent: whether it is under way, and what was said against each field the last time, by its path. */
export function useSending() {
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const refuse = (said: Record<string, string>) => {
    setFaults(said);
    goToFirstFault();
  };
  const send = async (work: () => Promise<void>) => {
    setBusy(true);
    setFaults({});
    try {
      await work();
    } catch (error) {
      refuse(faultsOf(error));
    } finally {
      setBusy(false);
    }
  };
  return { busy, faults, setFaults, refuse, send };
}
