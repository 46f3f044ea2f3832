import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { api } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';
import { nounOf, type Subject } from '../place.ts';

const MOST = 9;

/** How many of each kind there are; a press shows only these. */
export function KindCounts({ subject }: { subject: Subject }) {
  const [params, setParams] = useSearchParams();
  const [area, kind] = [params.get('area') ?? '', params.get('kind') ?? ''];
  const counts = useQuery({
    queryKey: [nounOf(subject), 'list', 'counts', subject, area],
    queryFn: () => api.get<Answer<'countSites'>>('/api/site-counts', { subject, area }),
  });
  const items = counts.data?.items ?? [];
  if (items.length === 0) return null;
  const choose = (code: string) =>
    setParams(
      (now) => {
        if (code === kind) now.delete('kind');
        else now.set('kind', code);
        return now;
      },
      { replace: true },
    );
  const rest = items.slice(MOST).reduce((sum, { n }) => sum + n, 0);
  return (
    <ul className="hy-place-counts" aria-label="各类数量">
      {items.slice(0, MOST).map((item) => (
        <li key={item.kind}>
          <button type="button" aria-pressed={item.kind === kind} onClick={() => choose(item.kind)}>
            {item.kind_name} <strong>{item.n.toLocaleString('zh-CN')}</strong>
          </button>
        </li>
      ))}
      {rest > 0 && <li className="hy-muted">其余 {rest.toLocaleString('zh-CN')}</li>}
    </ul>
  );
}
