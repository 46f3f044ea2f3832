import { Alert, Skeleton } from 'antd';
import { sayError } from '../../../api/errors.ts';
import type { Finding, Judged } from './data.ts';

interface Props {
  query: { data: Judged | undefined; isError: boolean; error: unknown; isFetching: boolean };
  onLine: (line: number) => void;
}

/** The linter's words, each at its line. */
export function Findings({ query: { data, isError, error, isFetching }, onLine }: Props) {
  if (isError) return <Alert type="error" showIcon title={sayError(error)} />;
  if (!data) return <Skeleton active title={false} paragraph={{ rows: 3 }} />;
  const { errors, findings } = data;
  return (
    <div className="hy-findings" data-stale={isFetching} aria-live="polite">
      <p>
        {findings.length === 0 && <strong data-severity="fine">校验通过，没有问题。</strong>}
        {errors > 0 && <strong data-severity="error">{errors} 处错误，改正后才能发布</strong>}
        {findings.length > errors && (
          <strong data-severity="warning">{findings.length - errors} 处提醒</strong>
        )}
      </p>
      <ul className="hy-plain">
        {findings.map((each) => (
          <li key={`${each.line} ${each.path} ${each.code} ${each.message}`}>
            <Line finding={each} onLine={onLine} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Line({ finding, onLine }: { finding: Finding; onLine: (line: number) => void }) {
  const { line, message, path, severity } = finding;
  return (
    <button
      type="button"
      className="hy-finding"
      data-severity={severity}
      disabled={line === null}
      onClick={() => line !== null && onLine(line)}
    >
      <span className="hy-finding-line">{line === null ? '全文' : `第 ${line} 行`}</span>
      <span>
        {message} {path && <span className="hy-muted">{path}</span>}
      </span>
    </button>
  );
}
