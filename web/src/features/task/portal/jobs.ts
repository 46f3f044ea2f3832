import { useInfiniteQuery } from '@tanstack/react-query';
import { api } from '../../../api/client.ts';
import type { MatterRow, Me, Page, Point } from '../../../api/types.ts';
import { type TaskRow, workPages } from '../types.ts';

/** One thing on somebody's list, however it came there. */
export interface Job {
  /** Its page, which no other has. */
  to: string;
  title: string;
  place: string;
  /** Whose it really is, when one stands in for somebody who is away. */
  standsIn: string | null;
  word: string;
  look: string;
  due: string | null;
  overdue: boolean;
  cover: string | null;
  point: Point | null;
}

const pageOf = (matter: string) => `/matters/${matter}`;

/** What a task is about, a matter or what is asked of a grid; nothing when that is there no more. */
function aboutOf({ matter, work }: TaskRow) {
  if (matter)
    return {
      ...{ to: pageOf(matter.id), title: matter.title, cover: matter.cover },
      place: [matter.area.name, matter.address].filter(Boolean).join(' · '),
    };
  if (!work) return null;
  return {
    ...{ to: `${workPages[work.kind] ?? ''}/${work.id}`, title: work.title, cover: null },
    place: [work.area.name, work.about].filter(Boolean).join(' · '),
  };
}

const ofTodo = (row: TaskRow, about: NonNullable<ReturnType<typeof aboutOf>>): Job => ({
  ...about,
  standsIn: row.stands_in,
  word: row.kind_name,
  look: row.state === 'signed' ? 'signed' : 'open',
  due: row.due_at,
  overdue: row.overdue,
  point: null,
});

const ofMatter = (row: MatterRow): Job => ({
  to: pageOf(row.id),
  title: row.title,
  place: [row.area.name, row.address].filter(Boolean).join(' · '),
  standsIn: null,
  word: row.state_name,
  look: row.phase,
  due: row.due_at,
  overdue: row.due_at !== null && new Date(row.due_at) < new Date(),
  cover: row.cover,
  point: row.point,
});

/** What of an area's matters waits for one's own unit: it then is everybody's of that unit who works there. Pure. */
export function mineFirst(todos: TaskRow[], matters: MatterRow[], units: string[]): Job[] {
  const points = new Map(matters.map((row) => [row.id, row.point]));
  const jobs = todos.flatMap((row) => {
    const about = aboutOf(row);
    return about ? { ...ofTodo(row, about), point: points.get(row.matter?.id ?? '') ?? null } : [];
  });
  const known = new Set(jobs.map((job) => job.to));
  const ours = matters.filter(
    (row) =>
      !known.has(pageOf(row.id)) && row.phase === 'handle' && row.owner && units.includes(row.owner.id),
  );
  return [...jobs, ...ours.map(ofMatter)].sort((one, other) =>
    (one.due ?? '9').localeCompare(other.due ?? '9'),
  );
}

/** The tasks of this account, and the open matters it may see. Both hear live news. */
export function useJobs(me: Me | undefined, which: 'mine' | 'area') {
  const todos = useInfiniteQuery({
    queryKey: ['task', 'list', 'phone'],
    enabled: Boolean(me?.account),
    initialPageParam: '',
    queryFn: ({ pageParam }) => api.get<Page<TaskRow>>('/api/tasks', { cursor: pageParam, limit: 50 }),
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const matters = useInfiniteQuery({
    queryKey: ['matter', 'list', 'phone', 'open'],
    enabled: Boolean(me?.account),
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      api.get<Page<MatterRow>>('/api/matters', { open: true, cursor: pageParam, limit: 50 }),
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const open = matters.data?.pages.flatMap((page) => page.items) ?? [];
  const tasks = todos.data?.pages.flatMap((page) => page.items) ?? [];
  const units = me?.account?.units.map((unit) => unit.id) ?? [];
  const paged = which === 'mine' ? todos : matters;
  return {
    rows: which === 'mine' ? mineFirst(tasks, open, units) : open.map(ofMatter),
    isPending: todos.isPending || matters.isPending,
    isSuccess: todos.isSuccess && matters.isSuccess,
    error: paged.error,
    more: paged.hasNextPage,
    loadingMore: paged.isFetchingNextPage,
    loadMore: () => void paged.fetchNextPage(),
    refetch: () => Promise.all([todos.refetch(), matters.refetch()]),
  };
}
