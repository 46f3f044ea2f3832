import type { Ability } from '../api/types.ts';

/** May it be done now? A reason without a word about `enabled` means: not now. */
export const canNow = (ability: Ability): boolean => ability.enabled ?? !ability.reason;
