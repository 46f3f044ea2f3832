import { Button } from 'antd-mobile';
import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import { may, useMe } from '../../../api/session.ts';
import { keepUnits } from '../../../ui/form/units.ts';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import type { Detail } from '../../matter/matter.ts';
import { useWhistleKinds, useWhistlesFor } from '../data.ts';
import '../fields.css';

/** On a matter's page in a worker's hand: the whistles blown for it, and a new one. */
export function WhistlesHere({ matter }: { matter: Detail }) {
  const go = useNavigate();
  const { data: me } = useMe();
  const { data } = useWhistlesFor(matter.id, true);
  const rows = data?.items ?? [];
  const blows = matter.open && may(me, 'whistle:blow');
  // Where one may want to call departments the signal may be gone: what that needs is fetched now.
  useWhistleKinds(blows);
  useEffect(() => {
    if (blows) void keepUnits();
  }, [blows]);
  if (rows.length === 0 && !blows) return null;
  return (
    <section className="hy-card">
      <h2>吹哨</h2>
      {rows.map((row) => (
        <button
          key={row.id}
          type="button"
          className="hy-whistle-here"
          onClick={() => void go(`/matters/${row.id}`)}
        >
          <span>{row.kind_name}</span>
          <StateTag kind={row.phase}>{row.state_name}</StateTag>
          <span>
            到场 {row.arrived}/{row.awaited}
          </span>
          <TimeAgo at={row.created_at} />
        </button>
      ))}
      {blows && (
        <Button block color="primary" fill="outline" onClick={() => void go(`/matters/${matter.id}/whistle`)}>
          叫部门到场
        </Button>
      )}
    </section>
  );
}
