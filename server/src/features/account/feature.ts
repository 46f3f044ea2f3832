import type { Feature } from '../../platform/feature.ts';

export const account: Feature = { name: 'account' };
