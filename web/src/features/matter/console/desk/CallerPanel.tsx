import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { api } from '../../../../api/client.ts';
import { sayError } from '../../../../api/errors.ts';
import { may, useMe } from '../../../../api/session.ts';
import type { MatterRow } from '../../../../api/types.ts';
import { StateTag } from '../../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../../ui/TimeAgo.tsx';

interface Card {
  registered: boolean;
  matters: MatterRow[];
  others: number;
}

/** A whole number: half of one is nobody's, and each look is written down. */
export const isWhole = (phone: string): boolean => /^(1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|1\d{4,5})$/.test(phone);

/** Who calls: what they called about before, as far as one may see it. Opens beside, so that nothing typed is lost. */
export function CallerPanel({ phone }: { phone: string }) {
  const { data: me } = useMe();
  const allowed = may(me, 'matter:view-all-contact');
  const known = allowed && isWhole(phone);
  const { data, error, isPending } = useQuery({
    queryKey: ['matter', 'list', 'caller', phone],
    enabled: known,
    staleTime: 60_000,
    queryFn: ({ signal }) => api.get<Card>('/api/desk/caller', { phone }, { signal }),
  });
  // Who may not see whose matters there are takes the call without them.
  if (!allowed) return null;
  return (
    <section className="hy-panel" aria-label="来电人">
      <h2>来电人以前的事项</h2>
      {!known && <span className="hy-muted">填好电话后，这里显示这个号码以前的事项。</span>}
      {known && isPending && <Skeleton active title={false} />}
      {known && error && <span className="hy-muted">{sayError(error)}</span>}
      {known && data && (
        <>
          <p className="hy-muted">
            {data.registered ? '已注册居民' : '未注册的号码'}
            {data.others > 0 && ` · 另有 ${data.others} 件不在您的管辖范围`}
          </p>
          {data.matters.length === 0 && <p>第一次来电，没有以前的事项。</p>}
          {data.matters.map((matter) => (
            <a
              key={matter.id}
              href={`/console/matters/${matter.id}`}
              target="_blank"
              rel="noreferrer"
              className="hy-similar"
            >
              <span className="hy-similar-head">
                <strong>{matter.title}</strong>
                <StateTag kind={matter.phase}>{matter.state_name}</StateTag>
              </span>
              <span className="hy-muted">
                {matter.number} · <TimeAgo at={matter.created_at} /> · {matter.area.name}
              </span>
            </a>
          ))}
        </>
      )}
    </section>
  );
}
