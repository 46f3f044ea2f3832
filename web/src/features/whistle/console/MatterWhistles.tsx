import { Button } from 'antd';
import { Link } from 'react-router';
import { may, useMe } from '../../../api/session.ts';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import type { Detail } from '../../matter/matter.ts';
import { useWhistlesFor } from '../data.ts';
import './whistle.css';

/** On a matter's page: the whistles blown for it, and a new one; on a whistle's own, the way to its page. */
export function MatterWhistles({ matter }: { matter: Detail }) {
  const { data: me } = useMe();
  const own = matter.type === 'whistle';
  const { data } = useWhistlesFor(matter.id, !own);
  if (own)
    return (
      <section className="hy-panel">
        <h2>吹哨</h2>
        <Link to={`/whistles/${matter.id}`}>看各部门到场、结果与一哨一档 ›</Link>
      </section>
    );
  const rows = data?.items ?? [];
  const blows = matter.open && may(me, 'whistle:blow');
  if (rows.length === 0 && !blows) return null;
  return (
    <section className="hy-panel">
      <h2>
        吹哨
        {blows && (
          <span className="hy-panel-tool">
            <Link to={`/whistles/new?parent=${matter.id}`}>
              <Button size="small">为它吹哨</Button>
            </Link>
          </span>
        )}
      </h2>
      {rows.length === 0 && <span className="hy-muted">需要几个部门一起到场时，可以吹哨。</span>}
      <ul className="hy-whistle-rows">
        {rows.map((row) => (
          <li key={row.id}>
            <Link to={`/whistles/${row.id}`}>{row.kind_name}</Link>
            <StateTag kind={row.phase}>{row.state_name}</StateTag>
            <span>
              到场 {row.arrived}/{row.awaited}
            </span>
            <TimeAgo at={row.created_at} />
          </li>
        ))}
      </ul>
    </section>
  );
}
