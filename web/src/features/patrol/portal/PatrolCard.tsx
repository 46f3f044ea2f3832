import { useNavigate } from 'react-router';
import { may, useMe } from '../../../api/session.ts';
import { StateTag } from '../../../ui/StateTag.tsx';
import { useVisits } from './visits.ts';
import './patrol.css';

/** On the page of tasks: how much is to be walked, and the way there. Nothing for who walks no grid. */
export function PatrolCard() {
  const { data: me } = useMe();
  const go = useNavigate();
  const list = useVisits(me?.account?.id, may(me, 'patrol:walk'));
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (rows.length === 0) return null;
  const late = rows.filter((row) => row.overdue).length;
  return (
    <button type="button" className="hy-card hy-patrol-door" onClick={() => void go('/patrols')}>
      <strong>专项巡查</strong>
      <span>
        {rows.length}
        {list.hasNextPage ? ' 项以上' : ' 项待巡查'}
      </span>
      {late > 0 && <StateTag kind="overdue">{late} 项逾期</StateTag>}
    </button>
  );
}
