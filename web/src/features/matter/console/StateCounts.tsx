import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { api } from '../../../api/client.ts';
import { StateTag } from '../../../ui/StateTag.tsx';
import { type Counts, chipsOf } from './chips.ts';

export const useCounts = (area: string) =>
  useQuery({
    queryKey: ['count', 'list', 'matters', area],
    queryFn: () => api.get<Counts>('/api/matters/counts', { area }),
  });

/** How many of one's areas' matters are where; a press filters the list, a second takes the filter away. */
export function StateCounts() {
  const [params, setParams] = useSearchParams();
  const area = params.get('area') ?? '';
  const { data } = useCounts(area);
  const state = params.get('state') ?? '';
  const choose = (next: string) =>
    setParams(
      (now) => {
        if (next && next !== state) now.set('state', next);
        else now.delete('state');
        return now;
      },
      { replace: true },
    );
  if (!data || data.total === 0) return null;
  return (
    <div className="hy-counts" role="toolbar" aria-label="按状态筛选">
      <button type="button" aria-pressed={state === ''} onClick={() => choose('')}>
        全部 <strong>{data.total.toLocaleString('zh-CN')}</strong>
        <span className="hy-muted">未办结 {data.open.toLocaleString('zh-CN')}</span>
      </button>
      {chipsOf(data.items, params.get('type') ?? '').map((chip) => (
        <button
          key={chip.state}
          type="button"
          aria-pressed={state === chip.state}
          title={chip.names ?? undefined}
          onClick={() => choose(chip.state)}
        >
          <StateTag kind={chip.phase}>{chip.name}</StateTag>
          <strong>{chip.n.toLocaleString('zh-CN')}</strong>
        </button>
      ))}
    </div>
  );
}
