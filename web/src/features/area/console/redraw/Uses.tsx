import { Link } from 'react-router';
import { may, useMe } from '../../../../api/session.ts';
import type { AreaDetail } from '../data.ts';
import type { Use } from './data.ts';

/** Who and what is affected, before anything is published: how many, and what becomes of them. */
export function Uses({ area, uses }: { area: Pick<AreaDetail, 'id' | 'name'>; uses: Use[] }) {
  const { data: me } = useMe();
  const people = `/people?area=${area.id}&area_label=${encodeURIComponent(area.name)}`;
  if (uses.length === 0) return <p className="hy-muted">「{area.name}」上没有未办结事项，也没有负责人员。</p>;
  return (
    <ul className="hy-redraw-uses" aria-label={`${area.name}上的事项和人员`}>
      {uses.map((use) => (
        <li key={use.kind}>
          <strong>
            {use.name} {use.count}
          </strong>
          <span className="hy-muted">{use.note}</span>
          {use.kind === 'staff' && may(me, 'account:manage') && (
            <Link to={people} target="_blank">
              看是哪些人
            </Link>
          )}
        </li>
      ))}
    </ul>
  );
}
