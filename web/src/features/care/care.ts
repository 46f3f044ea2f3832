import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { queryClient } from '../../api/query.ts';
import type { Answer } from '../../api/types.ts';

export type Care = Answer<'listCare'>['items'][number];
export type CareDetail = Answer<'readCare'>;
export type Visit = CareDetail['visits_list'][number];
export type Duty = CareDetail['duties'][number];
export type Level = Answer<'listCareLevels'>['items'][number];

export const WAYS: Record<Visit['way'], string> = { home: '上门', phone: '电话', video: '视频' };
export const RESULTS: Record<Visit['result'], string> = {
  well: '情况正常',
  needs: '需要帮助',
  absent: '未见到本人',
};
/** How a result looks: by its mark and word, not by colour alone. */
export const RESULT_LOOKS: Record<Visit['result'], string> = {
  well: 'done',
  needs: 'returned',
  absent: 'paused',
};
export const ROLES: Record<Duty['role'], string> = {
  grid_worker: '网格员',
  doctor: '医生',
  police: '民警',
  pair: '结对帮扶',
  family: '家属',
};
export const optionsOf = (words: Record<string, string>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }));

const DAY = 86_400_000;
const chinaDay = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' });

/** When the next visit is due, as one says it. Pure. */
export function dueWords(day: string, now: Date): string {
  const days = Math.round((Date.parse(day) - Date.parse(chinaDay.format(now))) / DAY);
  if (days < 0) return `逾期 ${-days} 天`;
  if (days === 0) return '今天走访';
  return days === 1 ? '明天走访' : `${days} 天后走访`;
}

/** How the tag of the next visit looks: late, today, or later. Pure. */
export const dueLook = (day: string, now: Date): string => {
  const today = chinaDay.format(now);
  return day < today ? 'overdue' : day === today ? 'due_soon' : 'calm';
};

/** Under 'list', so that a live message about anybody's care asks anew for all of it. */
const key = (...parts: unknown[]) => ['care', 'list', ...parts];

export const useCare = (id: string) =>
  useQuery({
    queryKey: key('one', id),
    // A phone shows what it kept of somebody while there is no signal (see keptList.ts).
    refetchOnReconnect: 'always',
    queryFn: () => api.get<CareDetail>(`/api/care/${id}`),
  });

export const useCareCounts = (area: string) =>
  useQuery({
    queryKey: key('counts', area),
    queryFn: () => api.get<Answer<'countCare'>>('/api/care-counts', { area }),
  });

export const useCareLevels = () =>
  useQuery({
    queryKey: ['care', 'levels'],
    staleTime: 600_000,
    queryFn: () => api.get<Answer<'listCareLevels'>>('/api/care-levels'),
  });

/** After a change of one's own. */
export const careChanged = () =>
  Promise.all(
    [key(), ['person'], ['house'], ['building']].map((queryKey) =>
      queryClient.invalidateQueries({ queryKey }),
    ),
  );
