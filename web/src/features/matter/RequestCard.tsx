import { StateTag } from '../../ui/StateTag.tsx';
import { exactTime } from '../../ui/TimeAgo.tsx';
import type { Detail } from './matter.ts';

const WORDS = { extend: '延期', suspend: '挂起' } as const;

/** What a unit asks of the centre: until when, why, who decides by when. Nothing where nothing waits. */
export function RequestCard({ request, className }: { request: Detail['request']; className: string }) {
  if (!request) return null;
  const { what, until, reason, asked_at, asker, decider, due_at } = request;
  return (
    <section className={className} aria-label="待审批的申请">
      <h2>
        {WORDS[what]}申请 <StateTag kind="waiting">待审批</StateTag>
      </h2>
      <p className="hy-said">
        {asker?.name ?? '办理人'}申请{WORDS[what]}至 <strong>{until}</strong>：{reason}
      </p>
      <p className="hy-muted">
        {exactTime(asked_at)} 提出，由{decider.name}审批{due_at && `，${exactTime(due_at)} 前未批转上一级`}
        。审批前仍按原期限计时。
      </p>
    </section>
  );
}
