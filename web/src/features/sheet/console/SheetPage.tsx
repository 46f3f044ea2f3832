import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Popconfirm } from 'antd';
import { useEffect, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { ApiError, api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { isWorking, useJob } from '../../../api/jobs.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { Better } from './Better.tsx';
import { ColumnsForm } from './ColumnsForm.tsx';
import { type Field, type Mapping, missingOf, type Sheet } from './data.ts';
import { Faults } from './Faults.tsx';
import { HeadPick } from './HeadPick.tsx';
import { useTargets } from './SheetsPage.tsx';
import { SheetsWork } from './SheetsWork.tsx';
import { WholeFile } from './WholeFile.tsx';
import './sheet.css';

/** One table: where its headings are, how its columns are read, the check of all rows, what is wrong, the import. */
export default function SheetPage() {
  const { id } = useParams();
  const sheet = useQuery({ queryKey: ['sheet', id], queryFn: () => api.get<Sheet>(`/api/sheets/${id}`) });
  const targets = useTargets();
  return (
    <div className="hy-stack">
      <Answered
        query={sheet}
        missing={{
          title: '没有这份表格',
          hint: '它已被删除，或是别人上传的。',
          back: '回到导入',
          to: '/sheets',
        }}
      >
        {(data) => (
          <>
            <Head sheet={data} />
            <Answered query={targets}>
              {({ items }) => {
                const target = items.find(({ subject }) => subject === data.target);
                return (
                  <Steps
                    key={data.id}
                    sheet={data}
                    fields={target?.fields ?? []}
                    foreign={target?.foreign ?? []}
                  />
                );
              }}
            </Answered>
          </>
        )}
      </Answered>
    </div>
  );
}

function Head({ sheet }: { sheet: Sheet }) {
  const { message } = App.useApp();
  const client = useQueryClient();
  const go = useNavigate();
  const forget = async () => {
    try {
      await api.delete(`/api/sheets/${sheet.id}`);
      void client.invalidateQueries({ queryKey: ['sheet', 'list'] });
      void go('/sheets');
    } catch (error) {
      void message.error(sayError(error));
    }
  };
  return (
    <div className="hy-row">
      <Link to="/sheets">
        <Button tabIndex={-1}>返回</Button>
      </Link>
      <strong>{sheet.name}</strong>
      <span className="hy-muted">
        {sheet.target_name} · {sheet.progress ? '' : '约 '}
        {sheet.rows_about.toLocaleString('zh-CN')} 行 · {sheet.columns.length} 列 ·{' '}
        {sheet.format === 'xlsx'
          ? 'XLSX'
          : `CSV（${sheet.encoding === 'gb18030' ? 'GBK' : sheet.encoding.toUpperCase()}）`}
      </span>
      <Popconfirm
        title="删除这份文件和检查结果？"
        description="已导入的内容不受影响。"
        okText="删除"
        cancelText="不删"
        onConfirm={forget}
      >
        <Button size="small" className="hy-sheet-forget">
          删除文件
        </Button>
      </Popconfirm>
    </div>
  );
}

interface StepsProps {
  sheet: Sheet;
  fields: Field[];
  foreign: string[];
}

function Steps({ sheet, fields, foreign }: StepsProps) {
  const client = useQueryClient();
  const job = useJob(sheet.job);
  const working = isWorking(job.data) || Boolean(sheet.job && job.isPending);
  const state = job.data?.state;
  // What the work has found is read when it has ended, wherever one was meanwhile.
  useEffect(() => {
    if (state === 'done' || state === 'failed') void client.invalidateQueries({ queryKey: ['sheet'] });
  }, [state, client]);
  return (
    <>
      {job.data && <SheetsWork job={job.data} sheet={sheet} />}
      {!working && sheet.progress && sheet.progress.outcomes.refused > 0 && <Faults sheet={sheet} />}
      {!sheet.kept && (
        <Alert type="info" showIcon title="文件只保存七天，已删除。要再检查或导入，请重新上传。" />
      )}
      {!working && sheet.kept && (
        <Reading
          key={`${sheet.target}.${sheet.head.row}.${sheet.head.lines}`}
          sheet={sheet}
          fields={fields}
          foreign={foreign}
        />
      )}
    </>
  );
}

/** How the table is read. Begins with the server's proposal; a check changes nothing, so it may be repeated until it is right. */
function Reading({ sheet, fields, foreign }: StepsProps) {
  const client = useQueryClient();
  const [mapping, setMapping] = useState<Mapping>(sheet.suggested);
  const [faults, setFaults] = useState<string[]>([]);
  const [sending, setSending] = useState(false);
  const missing = missingOf(fields, mapping);
  const start = async (trial: boolean) => {
    setFaults([]);
    setSending(true);
    try {
      await api.post(`/api/sheets/${sheet.id}/start`, { mapping, trial });
      await client.invalidateQueries({ queryKey: ['sheet'] });
    } catch (error) {
      const named = error instanceof ApiError ? error.fields.map((field) => field.message) : [];
      setFaults(named.length > 0 ? named : [sayError(error)]);
    }
    setSending(false);
  };
  return (
    <section className="hy-card hy-stack" aria-label="怎样读这份表">
      <Better sheet={sheet} />
      <HeadPick sheet={sheet} />
      {sheet.remembered && (
        <Alert type="info" showIcon title="已按本单位上一次同样表头的导入填好，请核对。" />
      )}
      <ColumnsForm sheet={sheet} fields={fields} mapping={mapping} onChange={setMapping} />
      <WholeFile fields={fields} foreign={foreign} mapping={mapping} onChange={setMapping} />
      {missing.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={`还要选择${missing.map(({ name }) => `“${name}”`).join('、')}所在的列，或为整个文件填写。`}
        />
      )}
      {faults.length > 0 && <Alert type="error" showIcon title={faults.join('；')} />}
      <div className="hy-row">
        <Button
          type="primary"
          loading={sending}
          disabled={missing.length > 0}
          onClick={() => void start(true)}
        >
          检查全部行
        </Button>
        <Button disabled={sending || missing.length > 0} onClick={() => void start(false)}>
          开始导入
        </Button>
        <span className="hy-muted">检查不写入任何内容。同一份表再导一次，相同的行不会重复。</span>
      </div>
    </section>
  );
}
