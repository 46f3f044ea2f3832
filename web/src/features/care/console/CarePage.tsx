import type { TableColumnsType } from 'antd';
import { useMemo } from 'react';
import { useNavigate } from 'react-router';
import { areaFilter } from '../../../ui/console/AreaPicker.tsx';
import type { Filter } from '../../../ui/console/FilterBar.tsx';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { RowName } from '../../../ui/console/RowName.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { shortArea } from '../../../ui/shortArea.ts';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { Watermark } from '../../../ui/Watermark.tsx';
import { aboutOf } from '../../resident/resident.ts';
import { type Care, dueLook, dueWords, useCareLevels } from '../care.ts';
import { CareCounts } from './CareCounts.tsx';
import '../care.css';

const columns: TableColumnsType<Care> = [
  {
    title: '关爱对象',
    width: 200,
    ellipsis: true,
    render: (_, { person }) => <RowName more={aboutOf(person)}>{person.name}</RowName>,
  },
  { title: '级别', dataIndex: 'level_name', width: 130, ellipsis: true },
  { title: '类型', dataIndex: 'kind_name', width: 130, ellipsis: true },
  {
    title: '下次走访',
    width: 190,
    render: (_, row) => (
      <RowName more={row.next_due}>
        <StateTag kind={dueLook(row.next_due, new Date())}>{dueWords(row.next_due, new Date())}</StateTag>
      </RowName>
    ),
  },
  {
    title: '上次走访',
    width: 130,
    render: (_, row) => (row.last_visit_at ? <TimeAgo at={row.last_visit_at} /> : '还没有'),
  },
  { title: '走访', width: 80, render: (_, row) => `${row.visits} 次` },
  {
    title: '住址',
    // In two lines, as the row is high: what tells one door from another stands at the end.
    render: (_, { person: { address } }) => (
      <span className="hy-care-address" title={address ?? undefined}>
        {address ?? '没有登记住处'}
      </span>
    ),
  },
  {
    title: '网格',
    width: 180,
    ellipsis: true,
    render: (_, { person }) => <span title={person.area_name}>{shortArea(person.area_name)}</span>,
  },
];

function useFilters(): Filter[] {
  const levels = useCareLevels();
  return useMemo(
    () => [
      areaFilter,
      {
        name: 'due',
        label: '走访时间',
        width: 150,
        options: [
          { value: 'overdue', label: '已逾期' },
          { value: 'today', label: '今天及以前' },
          { value: 'week', label: '七天内' },
        ],
      },
      {
        name: 'level',
        label: '级别',
        width: 150,
        options: levels.data?.items.map(({ code, name }) => ({ value: code, label: name })) ?? [],
      },
    ],
    [levels.data],
  );
}

/** Who is cared for in one's areas, the longest overdue first, and how many visits are late. */
export default function CarePage() {
  const go = useNavigate();
  const filters = useFilters();
  return (
    <Watermark>
      <div className="hy-care-list">
        <CareCounts />
        <PageTable<Care>
          noun="care"
          url="/api/care"
          columns={columns}
          filters={filters}
          width={1180}
          onOpen={(row) => void go(`/care/${row.id}`)}
          empty="还没有关爱对象。在“人员”里打开一个人，点“列为关爱对象”。"
        />
      </div>
    </Watermark>
  );
}
