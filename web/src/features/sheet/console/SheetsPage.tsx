import DownloadOutlined from '@ant-design/icons/DownloadOutlined';
import { useQuery } from '@tanstack/react-query';
import { Button, Radio, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../../../api/client.ts';
import { JOB_STATES } from '../../../api/jobs.ts';
import { queryClient } from '../../../api/query.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { FilePick } from '../../../ui/console/FilePick.tsx';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import type { Sheet, SheetLine, Target } from './data.ts';
import './sheet.css';

export const useTargets = () =>
  useQuery({
    queryKey: ['sheet', 'targets'],
    staleTime: 300_000,
    queryFn: () => api.get<{ items: Target[] }>('/api/sheets/targets'),
  });

/** 导入: tables of people and houses are handed in here; those one handed in stand below. */
export default function SheetsPage() {
  const targets = useTargets();
  const go = useNavigate();
  return (
    <div className="hy-sheets">
      <Answered query={targets} rows={2}>
        {({ items }) => <HandIn targets={items} />}
      </Answered>
      <section className="hy-sheets-list" aria-label="我的导入">
        <h2 className="hy-head">我的导入</h2>
        <PageTable<SheetLine>
          noun="sheet"
          url="/api/sheets"
          columns={columns}
          width={760}
          onOpen={({ id }) => void go(`/sheets/${id}`)}
          empty="还没有导入。上传后先对应各列、检查全部行，再导入；检查和导入在后台进行，可以离开。"
        />
      </section>
    </div>
  );
}

/** What was handed in last in this browser. */
const LAST = 'huying-sheet-target';

/** Whoever hands in people today does so again tomorrow. */
export const keepTarget = (subject: string): void => localStorage.setItem(LAST, subject);

function HandIn({ targets }: { targets: Target[] }) {
  const go = useNavigate();
  const [chosen, setChosen] = useState(() => localStorage.getItem(LAST) ?? '');
  const target = targets.find((each) => each.subject === chosen) ?? targets[0];
  const subject = target?.subject ?? '';
  const choose = (value: string) => {
    keepTarget(value);
    setChosen(value);
  };
  return (
    <>
      <div className="hy-row">
        {targets.length > 1 && (
          <Radio.Group
            aria-label="导入什么"
            optionType="button"
            value={subject}
            onChange={({ target: { value } }) => choose(value)}
            options={targets.map(({ subject: value, name: label }) => ({ value, label }))}
          />
        )}
        {target && (
          <Button
            icon={<DownloadOutlined />}
            href={`/api/sheets/targets/${encodeURIComponent(subject)}/template`}
            download
          >
            空白模板
          </Button>
        )}
      </div>
      <FilePick<Sheet>
        url={() => `/api/sheets?target=${encodeURIComponent(subject)}`}
        accept=".csv,.xlsx,.txt"
        label={`选择${target?.name ?? ''}表格`}
        hint="XLSX 或 CSV（UTF-8、GBK），最大 300 MB。表格上方可以有标题，表头可以有两行。"
        onSent={({ id }) => {
          void queryClient.invalidateQueries({ queryKey: ['sheet', 'list'] });
          void go(`/sheets/${id}`);
        }}
      />
    </>
  );
}

const columns: TableColumnsType<SheetLine> = [
  { title: '文件', dataIndex: 'name', ellipsis: true },
  { title: '内容', dataIndex: 'target_name', width: 90 },
  { title: '状态', key: 'state', width: 120, render: (_, row) => <State row={row} /> },
  {
    title: '行数',
    key: 'rows',
    width: 110,
    align: 'right',
    render: (_, { rows_about, state }) =>
      `${state === 'done' ? '' : '约 '}${rows_about.toLocaleString('zh-CN')}`,
  },
  {
    title: '退回',
    dataIndex: 'refused',
    width: 100,
    align: 'right',
    render: (refused: number) =>
      refused > 0 ? <span className="hy-sheet-bad">{refused.toLocaleString('zh-CN')}</span> : '',
  },
  { title: '上传', dataIndex: 'created_at', width: 120, render: (at: string) => <TimeAgo at={at} /> },
];

function State({ row: { state, trial } }: { row: SheetLine }) {
  if (!state) return <StateTag kind="waiting">未检查</StateTag>;
  const [kind, word] = JOB_STATES[state] ?? ['ended', state];
  return (
    <StateTag
      kind={trial && state === 'done' ? 'signed' : kind}
    >{`${trial ? '检查' : '导入'}${word}`}</StateTag>
  );
}
