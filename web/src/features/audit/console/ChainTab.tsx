import { useQuery } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { api } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { exactTime, TimeAgo } from '../../../ui/TimeAgo.tsx';

type Chain = Answer<'auditChain'>;
type Batch = NonNullable<Chain['batch']>;

const ALGORITHMS: Record<string, string> = { sha256: 'SHA-256', sm3: 'SM3' };
const anchorOf = ({ number, hash }: Batch): string => `${number}:${hash}`;

/** Saves the newest hash, to be kept where nobody with rights on the server can reach it. */
function download(batch: Batch): void {
  const text = [
    '呼应 审计日志哈希',
    anchorOf(batch),
    `算法 ${ALGORITHMS[batch.algorithm] ?? batch.algorithm}，已成链 ${batch.total} 个事件`,
    `成链时间 ${exactTime(batch.made_at)}（北京时间）`,
    `核对：npm run admin -- audit verify --anchor ${anchorOf(batch)}`,
    '',
  ].join('\r\n');
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([`\ufeff${text}`], { type: 'text/plain;charset=utf-8' }));
  link.download = `审计哈希-${batch.number}.txt`;
  link.click();
  URL.revokeObjectURL(link.href);
}

function Newest({ batch }: { batch: Batch }) {
  return (
    <section className="hy-card" aria-label="最新一批">
      <h2 className="hy-head">最新一批</h2>
      <dl className="hy-facts">
        <dt>批次</dt>
        <dd>{batch.number.toLocaleString('zh-CN')}</dd>
        <dt>已成链</dt>
        <dd>{batch.total.toLocaleString('zh-CN')} 个事件</dd>
        <dt>时间</dt>
        <dd>
          <TimeAgo at={batch.made_at} />
        </dd>
        <dt>{ALGORITHMS[batch.algorithm] ?? batch.algorithm}</dt>
        <dd>
          <code>{batch.hash}</code>
        </dd>
      </dl>
      <p className="hy-muted">
        请定期下载或打印并存放在系统之外（如档案室、另一部门）。日后可用它证明：在此之前的记录没有被整体重写、截断或换回旧备份——这些只凭数据库本身查不出。
      </p>
      <div className="hy-row">
        <Button type="primary" onClick={() => download(batch)}>
          下载哈希
        </Button>
        <Button onClick={() => window.print()}>打印</Button>
      </div>
    </section>
  );
}

/** Whether the log is as it was written: the chain, what the program found when it proved it, and the hash to keep outside. */
export function ChainTab() {
  const chain = useQuery({ queryKey: ['audit', 'chain'], queryFn: () => api.get<Chain>('/api/audit/chain') });
  return (
    <Answered query={chain}>
      {({ batch, faults, round_at, next }) => (
        <div className="hy-stack">
          {faults.length > 0 ? (
            <Alert
              type="error"
              showIcon
              title="审计日志与哈希链不一致"
              description={
                <ul>
                  {faults.map((fault) => (
                    <li key={fault}>{fault}</li>
                  ))}
                </ul>
              }
            />
          ) : (
            <Alert
              type="success"
              showIcon
              title="没有发现改动"
              description={
                round_at ? (
                  <>
                    程序最近一次核对完全部记录：
                    <TimeAgo at={round_at} />
                    。全面核对请运维人员运行 <code>npm run admin -- audit verify</code>。
                  </>
                ) : (
                  `程序正在逐批核对，已到第 ${next} 批。`
                )
              }
            />
          )}
          {batch ? (
            <Newest batch={batch} />
          ) : (
            <p className="hy-muted">还没有成链的事件，半分钟内会有第一批。</p>
          )}
        </div>
      )}
    </Answered>
  );
}
