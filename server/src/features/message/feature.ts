import type { Feature } from '../../platform/feature.ts';

export const message: Feature = { name: 'message' };
