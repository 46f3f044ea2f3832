import { useQuery } from '@tanstack/react-query';
import { Button, Table } from 'antd';
import { Link, useParams } from 'react-router';
import { api } from '../../../api/client.ts';
import { isWorking, useJob } from '../../../api/jobs.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import type { Import, Result } from './data.ts';
import { JobPanel } from './JobPanel.tsx';
import { MappingForm } from './MappingForm.tsx';
import './import.css';

/** One file of many: how its columns are read, the trial, the import, and what was refused. */
export default function ImportPage() {
  const { id } = useParams();
  const file = useQuery({
    queryKey: ['import', id],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => api.get<Import>(`/api/imports/${id}`),
  });
  return (
    <div className="hy-stack">
      <div className="hy-row">
        <Link to="/imports">
          <Button tabIndex={-1}>返回</Button>
        </Link>
        {file.data && (
          <>
            <strong>{file.data.name}</strong>
            <span className="hy-muted">
              {file.data.rows.toLocaleString('zh-CN')} 行 · {file.data.columns.length} 列 ·{' '}
              {file.data.format.toUpperCase()}
            </span>
          </>
        )}
      </div>
      <Answered query={file}>
        {(data) => <Steps file={data} onStarted={() => void file.refetch()} />}
      </Answered>
    </div>
  );
}

function Steps({ file, onStarted }: { file: Import; onStarted: () => void }) {
  const job = useJob(file.job);
  const result = job.data?.result as Result | null | undefined;
  const finished = job.data?.state === 'done' && !result?.dry_run;
  // A real import that runs can no longer be changed: whoever comes back sees how far it is, and nothing else.
  const importing = !file.dry_run && (isWorking(job.data) || Boolean(file.job && job.isPending));
  return (
    <>
      {!finished && !importing && (
        <MappingForm
          file={file}
          busy={isWorking(job.data) || Boolean(file.job && job.isPending)}
          onStarted={onStarted}
        />
      )}
      {job.data && <JobPanel job={job.data} />}
      <Sample file={file} />
    </>
  );
}

/** The first rows as they stand in the file. */
function Sample({ file }: { file: Import }) {
  return (
    <section aria-label="文件的前几行">
      <h2 className="hy-head">文件的前几行</h2>
      <Table
        size="small"
        rowKey="key"
        pagination={false}
        scroll={{ x: file.columns.length * 150 }}
        columns={file.columns.map((title, at) => ({
          title,
          dataIndex: String(at),
          ellipsis: true,
          width: 150,
        }))}
        dataSource={file.sample.map((cells, key) => ({ key, ...Object.fromEntries(cells.entries()) }))}
      />
    </section>
  );
}
