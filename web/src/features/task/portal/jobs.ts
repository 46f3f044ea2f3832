import { useInfiniteQuery } from '@tanstack/react-query';
import { api } from '../../../api/client.ts';
import type { Answer, MatterRow, Me, Page, Point } from '../../../api/types.ts';

type Todo = Answer<'listTasks'>['items'][number];

/** One matter on somebody's list, however it came there. */
export interface Job {
  matter: string;
  title: string;
  place: string;
  word: string;
  look: string;
  due: string | null;
  overdue: boolean;
  cover: string | null;
  point: Point | null;
}

const ofTodo = (row: Todo): Job => ({
  matter: row.matter.id,
  title: row.matter.title,
  place: [row.matter.area.name, row.matter.address].filter(Boolean).join(' · '),
  word: row.kind_name,
  look: row.state === 'signed' ? 'signed' : 'open',
  due: row.due_at,
  overdue: row.overdue,
  cover: row.matter.cover,
  point: null,
});

const ofMatter = (row: MatterRow): Job => ({
  matter: row.id,
  title: row.title,
  place: [row.area.name, row.address].filter(Boolean).join(' · '),
  word: row.state_name,
  look: row.phase,
  due: row.due_at,
  overdue: row.due_at !== null && new Date(row.due_at) < new Date(),
  cover: row.cover,
  point: row.point,
});

/** What of an area's matters waits for one's own unit: it then is everybody's of that unit who works there. Pure. */
export function mineFirst(todos: Todo[], matters: MatterRow[], units: string[]): Job[] {
  const points = new Map(matters.map((row) => [row.id, row.point]));
  const jobs = todos.map((row) => ({ ...ofTodo(row), point: points.get(row.matter.id) ?? null }));
  const known = new Set(jobs.map((job) => job.matter));
  const ours = matters.filter(
    (row) => !known.has(row.id) && row.phase === 'handle' && row.owner && units.includes(row.owner.id),
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
    queryFn: ({ pageParam }) => api.get<Page<Todo>>('/api/tasks', { cursor: pageParam, limit: 50 }),
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
