import { hasSome } from '../../../api/keptList.ts';
import { may, useMe } from '../../../api/session.ts';
import { WorkDoor } from '../../../ui/portal/WorkDoor.tsx';
import { useMyPieces } from './pieces.ts';

/** The way to what the seven lines ask of one's grids, which it keeps for when there is no signal. Nothing for who works no grid. */
export function DutyCard() {
  const { data: me } = useMe();
  const list = useMyPieces(me?.account?.id, may(me, 'duty:work'));
  return hasSome(list) ? <WorkDoor name="网格任务" to="/duties" /> : null;
}
