import { useQuery } from '@tanstack/react-query';
import type { TableColumnsType } from 'antd';
import { useNavigate, useSearchParams } from 'react-router';
import { api } from '../../../api/client.ts';
import { CardTag } from '../../../ui/CardTag.tsx';
import type { Filter } from '../../../ui/console/FilterBar.tsx';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { DueTag } from '../../../ui/DueTag.tsx';
import { PriorityTag } from '../../../ui/PriorityTag.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { type TaskCounts, type TaskRow, workPages } from '../types.ts';
import './todo.css';

const roles: Record<string, string> = { main: '主办', co: '协办', inform: '知会' };
/** The look of the step that a kind of task belongs to. */
const looks: Record<string, string> = {
  accept: 'accept',
  register: 'register',
  dispatch: 'dispatch',
  arbitrate: 'returned',
  handle: 'handle',
  verify: 'verify',
  close: 'close',
  rate: 'rate',
  archive: 'archive',
  resume: 'paused',
};

/** Work that is done on a page of its own. */
const pages: Record<string, string> = { visit: '/visits', check: '/checks', appeal: '/appeals' };

const columns: TableColumnsType<TaskRow> = [
  {
    title: '要做什么',
    dataIndex: 'kind_name',
    width: 200,
    render: (name: string, row) => (
      <>
        <StateTag kind={looks[row.kind] ?? 'waiting'}>{name}</StateTag>
        {row.role && ` ${roles[row.role] ?? ''}`}
        {row.role && row.state === 'pending' && <span className="hy-muted"> 未签收</span>}
        {row.stands_in && <span className="hy-muted"> 代{row.stands_in}</span>}
      </>
    ),
  },
  {
    title: '期限',
    dataIndex: 'due_at',
    width: 170,
    render: (at: string | null, row) => <DueTag at={at} started={row.created_at} />,
  },
  {
    title: '事项',
    key: 'about',
    ellipsis: true,
    render: (_, row) => <About row={row} />,
  },
  { title: '编号', dataIndex: ['matter', 'number'], width: 178, ellipsis: true },
  {
    title: '所在网格',
    key: 'area',
    width: 142,
    ellipsis: true,
    render: (_, { matter, work }) => (matter ?? work)?.area.name,
  },
  { title: '到手时间', dataIndex: 'created_at', width: 104, render: (at: string) => <TimeAgo at={at} /> },
];

function About({ row: { kind, matter, work, note } }: { row: TaskRow }) {
  const more = matter ? [matter.type_name, note ?? matter.address] : [work?.about, note];
  return (
    <>
      {/* Of a card to be answered the note says which it is: not always the matter's highest. */}
      {matter && <PriorityTag priority={matter.priority} />}{' '}
      {matter && kind !== 'reply' && <CardTag level={matter.card} />} {(matter ?? work)?.title}
      <br />
      <span className="hy-todo-more">{more.filter(Boolean).join(' · ')}</span>
    </>
  );
}

/** A matter's own page or that of its kind of work; what is asked of grids opens whole. */
const pageOf = ({ kind, matter, work }: TaskRow): string =>
  work ? `${workPages[work.kind] ?? ''}/${work.of}` : (pages[kind] ?? `/matters/${matter?.id ?? ''}`);

const filters: Filter[] = [{ name: 'kind', label: '任务', hidden: true }];

/** What waits for me and my unit, the most pressing first. */
export default function TodoPage() {
  const go = useNavigate();
  const open = (row: TaskRow, rows: TaskRow[]) =>
    void go(pageOf(row), {
      state: {
        ids: [...new Set(rows.slice(0, 500).flatMap(({ matter }) => matter?.id ?? []))],
        from: '/todo',
      },
    });
  return (
    <div className="hy-todo">
      <KindTabs />
      <PageTable<TaskRow>
        noun="task"
        url="/api/tasks"
        columns={columns}
        filters={filters}
        width={1060}
        onOpen={open}
        empty="手头没有待办。新任务来了会自动出现，无需刷新。"
      />
    </div>
  );
}

/** How many of each kind; a press shows only those. */
function KindTabs() {
  const [params, setParams] = useSearchParams();
  const kind = params.get('kind') ?? '';
  const { data } = useQuery({
    queryKey: ['task', 'list', 'counts'],
    queryFn: () => api.get<TaskCounts>('/api/tasks/counts'),
  });
  if (!data) return null;
  const tabs = [{ kind: '', kind_name: '全部', open: data.total }, ...data.items];
  return (
    <div className="hy-kinds" role="toolbar" aria-label="按任务筛选">
      {tabs.map((tab) => (
        <button
          key={tab.kind}
          type="button"
          aria-pressed={tab.kind === kind}
          onClick={() => setParams(tab.kind ? { kind: tab.kind } : {}, { replace: true })}
        >
          {tab.kind_name} <strong>{tab.open.toLocaleString('zh-CN')}</strong>
        </button>
      ))}
    </div>
  );
}
