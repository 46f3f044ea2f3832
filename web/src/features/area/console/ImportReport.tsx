import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Progress, Table, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { type AreaImport, areasChanged, type Report } from './data.ts';
import { Findings } from './Findings.tsx';
import { FileState, KINDS } from './ImportTab.tsx';

const working = (state?: string) => state === 'checking' || state === 'applying';

/** One uploaded file: its progress while it is worked on (which may be left), its report, and the button that puts it in force. */
export function ImportReport({ id, onBack }: { id: string; onBack: () => void }) {
  const file = useQuery({
    queryKey: ['area', 'import', id],
    queryFn: () => api.get<AreaImport>(`/api/areas/imports/${id}`),
    refetchInterval: (query) => (working(query.state.data?.state) ? 1000 : false),
  });
  return (
    <div className="hy-stack">
      <div className="hy-row">
        <Button onClick={onBack}>返回</Button>
        {file.data && (
          <>
            <strong>{file.data.file_name}</strong>
            <span className="hy-muted">{KINDS[file.data.kind]}</span>
            <FileState file={file.data} />
          </>
        )}
      </div>
      <Answered query={file}>{(data) => <Body file={data} onDone={() => void file.refetch()} />}</Answered>
    </div>
  );
}

function Body({ file, onDone }: { file: AreaImport; onDone: () => void }) {
  if (working(file.state))
    return (
      <div className="hy-card" role="status">
        <Progress percent={100} status="active" showInfo={false} />
        {file.step}…… 可以离开本页，稍后在“最近上传”中查看。
      </div>
    );
  return (
    <>
      {file.error && <Alert type="error" showIcon title={file.error} />}
      {file.report && <Summary report={file.report} />}
      {file.state === 'checked' && file.report && (
        <Confirm file={file} report={file.report} onDone={onDone} />
      )}
      {file.state === 'applied' && <Applied file={file} />}
      {file.report && file.report.faults.length > 0 && (
        <Faults report={file.report} drawn={file.kind === 'boundaries'} />
      )}
      {file.report?.coverage && <Findings coverage={file.report.coverage} />}
    </>
  );
}

function Summary({ report }: { report: Report }) {
  const counts: [string, number, boolean?][] = [
    ['项', report.total],
    ['可导入', report.accepted],
    ['错误', report.errors, report.errors > 0],
    ['注意', report.warnings],
    ['新建', report.created],
    ['更改', report.changed],
    ['随上级移动', report.moved],
    ['未变', report.unchanged],
    ['上级未知', report.orphans, report.orphans > 0],
  ];
  return (
    <ul className="hy-card hy-counts" aria-label="检查结果">
      {counts.map(([word, count, bad = false]) => (
        <li key={word} data-bad={bad}>
          <strong>{count.toLocaleString('zh-CN')}</strong>
          {word}
        </li>
      ))}
    </ul>
  );
}

function Applied({ file }: { file: AreaImport }) {
  return (
    <Alert
      type="success"
      showIcon
      title={file.boundary_version ? `已生效，成为边界第 ${file.boundary_version} 版` : '已导入并生效'}
      action={<Link to={file.boundary_version ? '/areas?tab=versions' : '/areas'}>查看</Link>}
    />
  );
}

interface ConfirmProps {
  file: AreaImport;
  report: Report;
  onDone: () => void;
}

function Confirm({ file, report, onDone }: ConfirmProps) {
  const { modal, message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const apply = async () => {
    setBusy(true);
    try {
      await api.post(`/api/areas/imports/${file.id}/apply`);
      await areasChanged();
    } catch (error) {
      message.error(sayError(error));
    }
    setBusy(false);
    onDone();
  };
  const ask = () =>
    modal.confirm({
      title: `导入 ${report.accepted} 项？`,
      content: `${report.version ? `将成为边界第 ${report.version} 版，立即用于定位。` : ''}${report.errors > 0 ? '有错误的不导入，其余生效。' : ''}`,
      okText: '确认导入',
      onOk: apply,
    });
  if (report.accepted === 0)
    return <Alert type="error" showIcon title="没有可以导入的内容，请按下面的说明改正后重新上传。" />;
  return (
    <Alert
      type={report.errors > 0 ? 'warning' : 'info'}
      showIcon
      title={report.errors > 0 ? '有错误的不会导入；也可以改好文件重新上传。' : '检查完毕，确认后生效。'}
      action={
        <Button type="primary" loading={busy} onClick={ask}>
          确认导入
        </Button>
      }
    />
  );
}

type Fault = Report['faults'][number];
const columnsOf = (drawn: boolean): TableColumnsType<Fault> => [
  {
    title: '',
    dataIndex: 'severity',
    width: 90,
    render: (severity: Fault['severity']) => (
      <StateTag kind={severity === 'error' ? 'failed' : 'waiting'}>
        {severity === 'error' ? '错误' : '注意'}
      </StateTag>
    ),
  },
  {
    title: '位置',
    key: 'where',
    width: 150,
    render: (_, { row, column }) =>
      row === 0 ? '整个文件' : `第 ${row} ${drawn ? '个要素' : '行'}${column ? ` ${column}` : ''}`,
  },
  { title: '问题', dataIndex: 'message' },
  { title: '怎么办', dataIndex: 'remedy' },
];

function Faults({ report, drawn }: { report: Report; drawn: boolean }) {
  const more = report.errors + report.warnings - report.faults.length;
  return (
    <section aria-label="问题">
      <h2 className="hy-head">问题</h2>
      <Table<Fault>
        size="small"
        rowKey={(fault) => `${fault.row}${fault.column}${fault.message}`}
        pagination={report.faults.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
        scroll={{ x: 760 }}
        dataSource={report.faults}
        columns={columnsOf(drawn)}
      />
      {more > 0 && <span className="hy-muted">另有 {more} 条未列出。</span>}
    </section>
  );
}
