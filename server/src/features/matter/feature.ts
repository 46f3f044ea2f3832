import type { Feature } from '../../platform/feature.ts';

export const matter: Feature = { name: 'matter' };
