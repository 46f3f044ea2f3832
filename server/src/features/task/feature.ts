import type { Feature } from '../../platform/feature.ts';

export const task: Feature = { name: 'task' };
