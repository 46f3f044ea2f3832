import { Alert, Button, Grid, Table, type TableColumnsType, Tag } from 'antd';
import { useState } from 'react';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { useFileJob } from '../../../ui/console/useFileJob.ts';
import type { FaultRow, Progress, Sheet } from './data.ts';

/** What is wrong: counted by kind, row by row, and as a file to be corrected. */
export function Faults({ sheet }: { sheet: Sheet }) {
  const [kind, setKind] = useState<string>();
  const { refused } = sheet.progress!.outcomes;
  const wide = Grid.useBreakpoint().md ?? true;
  return (
    <section className="hy-card hy-stack" aria-label="有问题的行">
      <div className="hy-row">
        <h2 className="hy-head hy-sheet-title">有问题的 {refused.toLocaleString('zh-CN')} 行</h2>
        {sheet.kept && <Report sheet={sheet} />}
      </div>
      <Kinds faults={sheet.progress!.faults} kind={kind} onKind={setKind} />
      <div className="hy-sheet-faults" style={{ height: Math.min(460, 150 + refused * 64) }}>
        <PageTable<FaultRow>
          key={kind ?? ''}
          noun="sheet"
          url={`/api/sheets/${sheet.id}/faults`}
          fixed={{ kind }}
          columns={columns}
          width={wide ? 720 : 250}
          empty="没有有问题的行。"
        />
      </div>
    </section>
  );
}

const columns: TableColumnsType<FaultRow> = [
  { title: '行', dataIndex: 'row', width: 64 },
  {
    title: '问题',
    key: 'faults',
    render: (_, { faults }) => (
      <ul className="hy-plain">
        {faults.map((fault) => (
          <li key={`${fault.field}.${fault.code}`}>
            <Tag>{fault.column ?? fault.name}</Tag>
            {fault.shown && <del className="hy-sheet-shown">{fault.shown}</del>}
            {fault.words}
          </li>
        ))}
      </ul>
    ),
  },
];

const keyOf = ({ field, code }: Progress['faults'][number]) => `${field ?? ''}:${code}`;

interface KindsProps {
  faults: Progress['faults'];
  kind: string | undefined;
  onKind: (kind: string | undefined) => void;
}

/** The kinds of faults, the most frequent first; a click shows only those rows. */
function Kinds({ faults, kind, onKind }: KindsProps) {
  return (
    <Table
      size="small"
      rowKey={keyOf}
      pagination={false}
      dataSource={faults.slice(0, 20)}
      onRow={(fault) => ({
        className: 'hy-row-open',
        tabIndex: 0,
        'aria-selected': kind === keyOf(fault),
        onClick: () => onKind(kind === keyOf(fault) ? undefined : keyOf(fault)),
        onKeyDown: (event) => {
          if (event.key === 'Enter') onKind(kind === keyOf(fault) ? undefined : keyOf(fault));
        },
      })}
      rowClassName={(fault) => (kind === keyOf(fault) ? 'ant-table-row-selected' : '')}
      columns={[
        { title: '项', dataIndex: 'name', width: '24%' },
        { title: '问题（举一例）', dataIndex: 'words' },
        {
          title: '行数',
          dataIndex: 'rows',
          width: 72,
          align: 'right',
          render: (rows: number) => rows.toLocaleString('zh-CN'),
        },
      ]}
    />
  );
}

/** The file given back with its faulty cells in red: made when asked for. */
function Report({ sheet }: { sheet: Sheet }) {
  const report = useFileJob<object>(`/api/sheets/${sheet.id}/report`, `${sheet.id}.${sheet.job}`);
  return (
    <>
      <Button size="small" loading={report.busy} onClick={() => report.start({ rows: 'faulty' })}>
        生成有问题的行
      </Button>
      <Button size="small" disabled={report.busy} onClick={() => report.start({ rows: 'all' })}>
        生成标红的整份表
      </Button>
      {report.made && (
        <Alert
          className="hy-sheet-made"
          type="success"
          showIcon
          title={`${report.made.name} 已生成：错的格是红底，最后一列写明原因。改好后直接上传。`}
          action={
            <a href={report.made.file} download>
              下载
            </a>
          }
        />
      )}
    </>
  );
}
