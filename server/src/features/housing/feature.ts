import type { Feature } from '../../platform/feature.ts';

export const housing: Feature = { name: 'housing' };
