import type { Feature } from '../../platform/feature.ts';

export const dictionary: Feature = { name: 'dictionary' };
