import { StateTag } from '../StateTag.tsx';
import { exactTime } from '../TimeAgo.tsx';
import { dueOf, useNow } from './due.ts';

/** A deadline in words: plain while calm, with mark and colour when soon or past. */
export function DueTag({ at, started }: { at: string | null; started?: string }) {
  const now = useNow();
  if (!at) return <span className="hy-muted">—</span>;
  const due = dueOf(at, now, started);
  return (
    <span title={`${exactTime(at)} 到期`}>
      {due.kind === 'calm' ? due.words : <StateTag kind={due.kind}>{due.words}</StateTag>}
    </span>
  );
}
