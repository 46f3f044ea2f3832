import { hasSome } from '../../../api/keptList.ts';
import { may, useMe } from '../../../api/session.ts';
import { WorkDoor } from '../../../ui/portal/WorkDoor.tsx';
import { useVisits } from './visits.ts';

/** The way to what is to be walked, which it keeps for when there is no signal. Nothing for who walks no grid. */
export function PatrolCard() {
  const { data: me } = useMe();
  const list = useVisits(me?.account?.id, may(me, 'patrol:walk'));
  return hasSome(list) ? <WorkDoor name="专项巡查" to="/patrols" /> : null;
}
