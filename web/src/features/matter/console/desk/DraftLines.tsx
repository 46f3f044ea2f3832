import { Button } from 'antd';
import { exactTime } from '../../../../ui/TimeAgo.tsx';
import { type Desk, useDeskDraft } from './useDraft.ts';

/** Keeps what is typed, and says what was not registered: the call in the form again, and one laid aside for the next. */
export function DraftLines({ onClear, ...desk }: Desk & { onClear: () => void }) {
  const { restored, before, takeUp, forget } = useDeskDraft(desk);
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
      {before && (
        <p className="hy-desk-draft" role="status">
          还有一个未登记完的来电 (
          {[exactTime(before.at), before.call.contact?.phone].filter(Boolean).join('，')}) ·
          <Button type="link" size="small" onClick={takeUp}>
            接着登记
          </Button>
          <Button type="link" size="small" onClick={forget}>
            删除
          </Button>
        </p>
      )}
    </>
  );
}
