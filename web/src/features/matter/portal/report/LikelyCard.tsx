import { useQuery } from '@tanstack/react-query';
import { Button, Dialog } from 'antd-mobile';
import { api } from '../../../../api/client.ts';
import type { Answer } from '../../../../api/types.ts';
import { TimeAgo } from '../../../../ui/TimeAgo.tsx';
import { useSettled } from '../catalog.ts';
import type { ReportDraft } from './draft.ts';

type Likely = Answer<'listLikely'>['items'][number];

/** Only so many: who writes a report is not to read a list. */
const SHOWN = 3;

/** Open matters of others that may be the same; asked once there are a few words and a place. */
function useLikely({ text, category, place }: ReportDraft, files: readonly string[]) {
  const words = useSettled(text.trim().slice(0, 500), 500);
  const { point } = place;
  // One photo is enough to know a picture by.
  const query = {
    text: words,
    category: category?.code,
    lng: point?.lng,
    lat: point?.lat,
    files: files.at(-1),
  };
  return useQuery({
    queryKey: ['matter', 'list', 'likely', query],
    enabled: Boolean(point) && (words.length >= 2 || files.length > 0),
    queryFn: ({ signal }) => api.get<{ items: Likely[] }>('/api/likely', query, { signal }),
  });
}

interface Props {
  draft: ReportDraft;
  files: readonly string[];
  busy: boolean;
  onJoin: (id: string) => void;
}

/** What others nearby called about already: one tap joins in, instead of a second report of the same thing. */
export function LikelyCard({ draft, files, busy, onJoin }: Props) {
  const rows = useLikely(draft, files).data?.items.slice(0, SHOWN) ?? [];
  if (rows.length === 0) return null;
  const join = async (id: string) => {
    const content =
      '加入后不另建单：进展和结果都会通知您，办结后请您评价。您写的话和照片会一起交给办理单位。';
    if (await Dialog.confirm({ content, confirmText: '我也遇到了' })) onJoin(id);
  };
  return (
    <section className="hy-card" aria-label="附近已有人反映">
      <h2>附近已有人反映，是同一件吗？</h2>
      <ul className="hy-likely">
        {rows.map((row) => (
          <li key={row.id}>
            <span className="hy-likely-what">
              <strong>{row.category_name ?? row.type_name}</strong>
              <span className="hy-muted">
                {row.community}
                {row.distance !== null && ` · 约 ${row.distance} 米`} · <TimeAgo at={row.created_at} /> ·{' '}
                {row.state_name}
              </span>
              <span className="hy-muted">{[`${row.callers} 人反映`, ...row.why].join(' · ')}</span>
            </span>
            {row.mine ? (
              <span className="hy-muted">您已反映</span>
            ) : (
              <Button
                size="small"
                color="primary"
                fill="outline"
                loading={busy}
                onClick={() => void join(row.id)}
              >
                我也遇到了
              </Button>
            )}
          </li>
        ))}
      </ul>
      <p className="hy-muted">都不是，就接着往下填，照常提交。</p>
    </section>
  );
}
