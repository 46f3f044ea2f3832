import { Button } from 'antd';
import { exactTime } from '../../../../ui/TimeAgo.tsx';
import { type Desk, useDeskDraft } from './useDraft.ts';

/** Keeps what is typed, and says what was not registered: the call in the form again, and those laid aside when others rang. */
export function DraftLines({ onClear, ...desk }: Desk & { onClear: () => void }) {
  const { restored, aside, takeUp, forget } = useDeskDraft(desk);
  return (
    <>
      {restored && (
        <p className="hy-desk-draft" role="status">
          已恢复未登记完的来电 ({exactTime(restored)}) ·
          <Button type="link" size="small" onClick={onClear}>
            清空
          </Button>
        </p>
      )}
      {aside.map((draft) => (
        <p key={draft.client_id} className="hy-desk-draft" role="status">
          还有一个未登记完的来电 (
          {[exactTime(draft.at), draft.call.contact?.phone].filter(Boolean).join('，')}) ·
          <span>
            <Button type="link" size="small" onClick={() => takeUp(draft)}>
              接着登记
            </Button>
            <Button type="link" size="small" onClick={() => forget(draft)}>
              删除
            </Button>
          </span>
        </p>
      ))}
    </>
  );
}
