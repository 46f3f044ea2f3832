import { queryClient } from '../../api/query.ts';
import type { components } from '../../api/schema.d.ts';

export type ProjectList = components['schemas']['ProjectList'];
export type Project = components['schemas']['ProjectItem'];

export const stands: Record<string, { word: string; look: string }> = {
  running: { word: '进行中', look: 'handle' },
  overdue: { word: '已逾期', look: 'overdue' },
  done: { word: '已完成', look: 'done' },
};
export const refreshProjects = () => queryClient.invalidateQueries({ queryKey: ['project'] });
