import { StateTag } from './StateTag.tsx';

/** 应急 or 交办 beside a title; nothing for an ordinary matter. */
export function PriorityTag({ priority }: { priority: string }) {
  if (priority === 'urgent') return <StateTag kind="overdue">应急</StateTag>;
  return priority === 'assigned' ? <StateTag kind="due_soon">交办</StateTag> : null;
}
