import { dueOf, useNow } from './due.ts';
import { StateTag } from './StateTag.tsx';
import { exactTime } from './TimeAgo.tsx';

/** A deadline in words: plain while calm, with mark and colour when soon or past; 暂定 where holidays on the way are not known. */
export function DueTag({
  at,
  started,
  provisional = false,
}: {
  at: string | null;
  started?: string;
  provisional?: boolean;
}) {
  const now = useNow();
  if (!at) return <span className="hy-muted">—</span>;
  const due = dueOf(at, now, started);
  return (
    <span title={`${exactTime(at)} 到期${provisional ? '（暂定：节假日安排尚未公布）' : ''}`}>
      {due.kind === 'calm' ? due.words : <StateTag kind={due.kind}>{due.words}</StateTag>}
      {provisional && <span className="hy-muted"> 暂定</span>}
    </span>
  );
}
