import type { Actor } from '../../platform/access.ts';

/**
 * A caller without an account, or without signing in, who proved to be the caller by number and phone. Has no sight of its own
 * and no relation but that of the caller of the one matter in hand; the event log shows that it was done this way.
 */
export const LOOKUP_CALLER: Actor = {
  id: '00000000-0000-7000-8000-000000000001',
  kind: 'resident',
  name: '诉求人（凭编号和电话）',
  grants: [{ permission: 'matter:call' }],
};

/** What others read in place of a caller's name: who it is stands in the contact alone, masked, where a look leaves a trace. */
export const callerTitle = (matter: { anonymous: boolean }): string => (matter.anonymous ? '匿名' : '诉求人');

/** What such a caller may do. Photos need an account. */
export const LOOKUP_ACTIONS = ['supplement', 'urge', 'withdraw', 'rate'] as const;
export type LookupAction = (typeof LOOKUP_ACTIONS)[number];
