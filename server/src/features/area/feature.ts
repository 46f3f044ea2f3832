import type { Feature } from '../../platform/feature.ts';

export const area: Feature = { name: 'area' };
