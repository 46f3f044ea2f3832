import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '../../../api/client.ts';
import { may, useMe } from '../../../api/session.ts';
import type { MatterRow, Point } from '../../../api/types.ts';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import type { Detail } from '../matter.ts';

export interface SimilarRow {
  matter: MatterRow;
  distance: number | null;
  why: string[];
}

interface Draft {
  text?: string;
  category?: string | null;
  point?: Point | null;
  area?: string;
}

/** Open matters nearby that sound alike. Nothing is asked before there is something to go by. */
export const useSimilar = ({ text = '', category, point, area }: Draft, enabled = true) =>
  useQuery({
    queryKey: ['matter', 'list', 'similar', text, category, point?.lng, point?.lat, area],
    enabled: enabled && text.length >= 4,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      api.get<{ items: SimilarRow[] }>(
        '/api/desk/similar',
        { text: text.slice(0, 500), category, lng: point?.lng, lat: point?.lat, area },
        { signal },
      ),
  });

/** What else was reported like this one: perhaps the same, then they are put together (并案). */
export function Similar({ matter }: { matter: Detail }) {
  const { data: me } = useMe();
  const { data } = useSimilar(
    { text: matter.text, category: matter.category, point: matter.point, area: matter.area.id },
    may(me, 'matter:create-for-other'),
  );
  const rows = data?.items.filter((row) => row.matter.id !== matter.id) ?? [];
  if (rows.length === 0) return null;
  return (
    <section className="hy-panel">
      <h2>附近相似、尚未归档的事项</h2>
      {rows.map((row) => (
        <Link key={row.matter.id} to={`/matters/${row.matter.id}`} className="hy-similar">
          <SimilarLines row={row} />
        </Link>
      ))}
    </section>
  );
}

export function SimilarLines({ row }: { row: SimilarRow }) {
  const { matter, distance, why } = row;
  return (
    <>
      <span className="hy-similar-head">
        <strong>{matter.title}</strong>
        <StateTag kind={matter.phase}>{matter.state_name}</StateTag>
      </span>
      <span className="hy-muted">
        {matter.number} · <TimeAgo at={matter.created_at} />
        {distance !== null && ` · 相距 ${distance} 米`}
        {why.length > 0 && ` · ${why.join('；')}`}
      </span>
    </>
  );
}
