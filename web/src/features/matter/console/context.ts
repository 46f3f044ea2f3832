import { createContext, useContext } from 'react';
import type { Detail } from '../matter.ts';

/** The matter whose forms are being filled in. */
export const MatterContext = createContext<Detail | null>(null);

export function useFormMatter(): Detail {
  const matter = useContext(MatterContext);
  if (!matter) throw new Error('a field of a matter stands outside of one');
  return matter;
}
