/** What two records are compared by when one of them has no ID number. */
export interface Likeness {
  name: string;
  birth: string | null;
  sex: string | null;
  phone: string | null;
  house: string | null;
}

/** Why two records may be one person; each reason carries its weight. */
const WEIGHTS = { name: 40, birth: 30, phone: 30, house: 30, sex: 5 } as const;
export type Reason = keyof typeof WEIGHTS;

/** From here on two records are one person; from `LIKELY` on somebody is asked. */
export const SAME = 100;
export const LIKELY = 70;

/**
 * How likely two records are one person, 0 to 135, and why. Another birth date or sex rules it out, whatever else agrees: twins share a house, a phone and often a
 * surname. A name alone says nothing: a city has thousands of 张伟.
 */
export function likeness(a: Likeness, b: Likeness): { score: number; why: Reason[] } {
  const known = (reason: Reason): boolean => a[reason] !== null && b[reason] !== null;
  const agrees = (reason: Reason): boolean => known(reason) && a[reason] === b[reason];
  if ((known('birth') && !agrees('birth')) || (known('sex') && !agrees('sex')) || !agrees('name'))
    return { score: 0, why: [] };
  const why = (Object.keys(WEIGHTS) as Reason[]).filter(agrees);
  return { score: why.reduce((sum, reason) => sum + WEIGHTS[reason], 0), why };
}
