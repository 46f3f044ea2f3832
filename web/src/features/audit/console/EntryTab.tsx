import { Button, DatePicker, Select, type TableColumnsType } from 'antd';
import dayjs from 'dayjs';
import { useSearchParams } from 'react-router';
import type { Answer } from '../../../api/types.ts';
import { areaFilter } from '../../../ui/console/AreaPicker.tsx';
import type { Filter } from '../../../ui/console/FilterBar.tsx';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { RowName } from '../../../ui/console/RowName.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { exactTime } from '../../../ui/TimeAgo.tsx';
import { ActorPicker } from './ActorPicker.tsx';

type Entry = Answer<'listAuditEntries'>['items'][number];

const CATEGORIES: Record<Entry['category'], string> = {
  look: '查看',
  export: '导出',
  sign_in: '登录',
  right: '授权与账号',
  key: '密钥',
  config: '配置与字典',
};
const SUBJECTS: Record<string, string> = {
  ...{ person: '人员', resident_look: '居民自报', matter: '事项', matter_desk: '登记台', account: '账号' },
  ...{ place: '单位场所', place_vehicle: '车辆', place_incident: '案（事）件' },
  ...{ export: '导出', key: '密钥', config: '配置', audit_alert: '异常查阅' },
};
/** Of these there is one, which has no name and needs none. */
const ALONE: Record<string, string> = {
  ...{ account_role: '角色权限', dictionary: '字典', registry: '登记项目' },
  ...{ source_rule: '采信规则', audit_policy: '预警规则' },
};
const AT_NIGHT = (at: string) => {
  const hour = (new Date(at).getUTCHours() + 8) % 24;
  return hour >= 22 || hour < 6;
};

/** Whom it was about: a name or number where there is one, else what it is and the end of its id, which finds the same one again. */
function Subject({ row }: { row: Entry }) {
  const [, setParams] = useSearchParams();
  const alone = ALONE[row.subject_kind];
  const words = [SUBJECTS[row.subject_kind] ?? '对象', row.subject_name ?? row.subject.slice(-8)];
  const only = () =>
    setParams(
      (now) => {
        now.set('subject', row.subject);
        return now;
      },
      { replace: true },
    );
  return (
    <Button type="link" size="small" onClick={only} title="只看这个对象">
      {alone ?? words.join(' ')}
    </Button>
  );
}

const columns: TableColumnsType<Entry> = [
  {
    title: '时间',
    dataIndex: 'at',
    width: 205,
    render: (at: string) => (
      <time dateTime={at}>
        {exactTime(at)}
        {AT_NIGHT(at) && <span className="hy-muted"> 夜</span>}
      </time>
    ),
  },
  {
    title: '做了什么',
    dataIndex: 'what',
    ellipsis: true,
    render: (what: string, row) => <RowName more={row.detail}>{what}</RowName>,
  },
  {
    title: '谁',
    dataIndex: 'actor_name',
    width: 130,
    ellipsis: true,
    render: (name?: string) => name ?? '—',
  },
  { title: '对象', key: 'subject', width: 235, ellipsis: true, render: (_, row) => <Subject row={row} /> },
  {
    title: '区域',
    dataIndex: 'area_name',
    width: 150,
    ellipsis: true,
    render: (name: string | null, row) => (
      <>
        {name ?? '—'} {row.outside && <StateTag kind="overdue">辖区外</StateTag>}
      </>
    ),
  },
];

function Day({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    <DatePicker
      showTime={{ format: 'HH:mm' }}
      format="MM-DD HH:mm"
      aria-label={label}
      placeholder={label}
      value={value ? dayjs(value) : null}
      onChange={(day) => onChange(day?.toISOString() ?? '')}
      style={{ width: 140 }}
    />
  );
}

const filters: Filter[] = [
  {
    name: 'category',
    label: '类别',
    render: (value, choose) => (
      <Select
        aria-label="类别"
        placeholder="类别"
        allowClear
        value={value || undefined}
        options={Object.entries(CATEGORIES).map(([code, label]) => ({ value: code, label }))}
        onChange={(code?: string) => choose(code ?? '')}
        style={{ width: 120 }}
      />
    ),
  },
  { name: 'actor', label: '谁', render: (value, choose) => <ActorPicker value={value} onChange={choose} /> },
  areaFilter,
  {
    name: 'from',
    label: '从',
    render: (value, choose) => <Day label="从" value={value} onChange={choose} />,
  },
  { name: 'to', label: '到', render: (value, choose) => <Day label="到" value={value} onChange={choose} /> },
  { name: 'subject', label: '对象', hidden: true },
];

/** What was looked at, taken out and changed, the newest first. */
export function EntryTab() {
  return (
    <PageTable<Entry>
      noun="audit"
      url="/api/audit/entries"
      columns={columns}
      filters={filters}
      width={1000}
      empty="还没有记录。查看个人信息、导出、登录、授权、密钥和配置变更都会自动记在这里。"
    />
  );
}
