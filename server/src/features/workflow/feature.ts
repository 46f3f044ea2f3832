import type { Feature } from '../../platform/feature.ts';

export const workflow: Feature = { name: 'workflow' };
