import { Link } from 'react-router';
import { may, useMe } from '../../../api/session.ts';
import { StateTag } from '../../../ui/StateTag.tsx';
import { useMyPieces } from '../portal/pieces.ts';
import './duty.css';

/** Above 待办: what the seven lines ask of one's grids and is not done. Nothing for who works no grid. */
export function DutyTodo() {
  const { data: me } = useMe();
  const list = useMyPieces(me?.account?.id, may(me, 'duty:work'));
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (rows.length === 0) return null;
  const late = rows.filter((row) => row.overdue).length;
  return (
    <p className="hy-duty-todo">
      <Link to="/duties?state=running">
        网格任务 {rows.length}
        {list.hasNextPage ? ' 份以上' : ' 份'}未完成 ›
      </Link>
      {late > 0 && <StateTag kind="overdue">{late} 份逾期</StateTag>}
      <span className="hy-muted">在手机“任务”里填报</span>
    </p>
  );
}
