import { may, useMe } from '../../../api/session.ts';
import { WorkDoor } from '../../../ui/portal/WorkDoor.tsx';
import { useVisits } from './visits.ts';

/** The way to what is to be walked, which it keeps for when there is no signal. Nothing for who walks no grid. */
export function PatrolCard() {
  const { data: me } = useMe();
  const list = useVisits(me?.account?.id, may(me, 'patrol:walk'));
  // Not known is not nothing: behind the door it is said why, and asked again.
  const some = list.data?.pages[0]?.items.length ?? list.isError;
  return some ? <WorkDoor name="专项巡查" to="/patrols" /> : null;
}
