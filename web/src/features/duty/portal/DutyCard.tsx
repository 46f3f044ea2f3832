import { useNavigate } from 'react-router';
import { may, useMe } from '../../../api/session.ts';
import { StateTag } from '../../../ui/StateTag.tsx';
import { useMyPieces } from './pieces.ts';
import './duty.css';

/** On the page of tasks: how much of the seven lines is to be done, and the way there. Nothing for who works no grid. */
export function DutyCard() {
  const { data: me } = useMe();
  const go = useNavigate();
  const list = useMyPieces(me?.account?.id, may(me, 'duty:work'));
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (rows.length === 0) return null;
  const late = rows.filter((row) => row.overdue).length;
  return (
    <button type="button" className="hy-card hy-duty-door" onClick={() => void go('/duties')}>
      <strong>网格任务</strong>
      <span>
        {rows.length}
        {list.hasNextPage ? ' 项以上' : ' 项待完成'}
      </span>
      {late > 0 && <StateTag kind="overdue">{late} 项逾期</StateTag>}
    </button>
  );
}
