import { App, Button, Progress, type TableColumnsType } from 'antd';
import { useNavigate } from 'react-router';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { isWorking, JOB_STATES, type Job, useJob } from '../../../api/jobs.ts';
import { queryClient } from '../../../api/query.ts';
import { may, useMe } from '../../../api/session.ts';
import { FilePick } from '../../../ui/console/FilePick.tsx';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import type { Import, Result } from './data.ts';
import './import.css';

const KINDS: Record<string, string> = {
  'matter.import': '批量导入事项',
  'matter.import.values': '统计导入文件中的值',
  'matter.export': '导出事项',
  'area.import': '导入区划与边界',
  'sheet.work': '导入登记表',
  'sheet.report': '标出登记表的问题',
};

/** 批量任务: files of many matters are uploaded here; imports and exports one started are followed here. */
export default function ImportsPage() {
  const { data: me } = useMe();
  const go = useNavigate();
  return (
    <div className="hy-imports">
      {may(me, 'matter:import') && (
        <FilePick<Import>
          url={() => '/api/imports'}
          accept=".csv,.xlsx,.txt"
          label="选择事项文件"
          hint="CSV 或 XLSX，第一行是列名，最大 50 MB。上传后先对应各列、试运行，再导入。"
          onSent={(sent) => void go(`/imports/${sent.id}`)}
        />
      )}
      <section className="hy-imports-jobs" aria-label="我的任务">
        <h2 className="hy-head">我的任务</h2>
        <PageTable<Job>
          noun="job"
          url="/api/jobs"
          columns={columns}
          width={860}
          onOpen={(job) => {
            if (job.kind.startsWith('matter.import') && job.subject) void go(`/imports/${job.subject}`);
            if (job.kind.startsWith('sheet.') && job.subject) void go(`/sheets/${job.subject}`);
          }}
          empty="还没有任务。导入和导出在后台进行，可以离开，完成后在消息里通知。"
        />
      </section>
    </div>
  );
}

const columns: TableColumnsType<Job> = [
  { title: '任务', dataIndex: 'kind', width: 150, render: (kind: string) => KINDS[kind] ?? kind },
  { title: '状态', key: 'state', width: 110, render: (_, job) => <State job={job} /> },
  { title: '进展', key: 'progress', render: (_, job) => <Course job={job} /> },
  { title: '开始', dataIndex: 'created_at', width: 120, render: (at: string) => <TimeAgo at={at} /> },
  { title: '', key: 'act', width: 110, render: (_, job) => <Act job={job} /> },
];

/** The row as it is now: one that works is looked at again and again. */
function useNow(job: Job): Job {
  const now = useJob(isWorking(job) ? job.id : null);
  return now.data ?? job;
}

function State({ job }: { job: Job }) {
  const [kind, word] = JOB_STATES[useNow(job).state] ?? ['ended', job.state];
  return <StateTag kind={kind}>{word}</StateTag>;
}

function Course({ job }: { job: Job }) {
  const now = useNow(job);
  const said = { ...(now.progress as object | null), ...(now.result as object | null) } as Partial<Result> & {
    rows?: number;
  };
  if (now.error) return <span className="hy-bad">{now.error}</span>;
  if (isWorking(now) && said.total)
    return <Progress size="small" percent={Math.round((100 * (said.read ?? 0)) / said.total)} />;
  if (said.rows !== undefined) return <>{said.rows.toLocaleString('zh-CN')} 行</>;
  if (now.kind === 'sheet.work' && said.read !== undefined)
    return <>{`${said.read.toLocaleString('zh-CN')} 行，退回 ${said.refused ?? 0}`}</>;
  if (said.created === undefined) return null;
  return (
    <>
      {said.dry_run ? '试运行：可建单' : '新建'} {said.created}，重复 {said.repeated}，退回 {said.refused}
    </>
  );
}

function Act({ job }: { job: Job }) {
  const { message } = App.useApp();
  const now = useNow(job);
  const result = now.result as { file?: string; report?: string | null } | null;
  const file = result?.file ?? result?.report;
  if (file)
    return (
      <a href={file} download onClick={(event) => event.stopPropagation()}>
        {result?.file ? '下载' : '退回的行'}
      </a>
    );
  if (!isWorking(now)) return null;
  const cancel = async () => {
    await api.post(`/api/jobs/${job.id}/cancel`).catch((error: unknown) => message.error(sayError(error)));
    await queryClient.invalidateQueries({ queryKey: ['job'] });
  };
  return (
    <Button
      size="small"
      onClick={(event) => {
        event.stopPropagation();
        void cancel();
      }}
    >
      取消
    </Button>
  );
}
