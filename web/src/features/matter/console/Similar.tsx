import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { Link } from 'react-router';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { may, useMe } from '../../../api/session.ts';
import type { Answer, MatterRow, Point } from '../../../api/types.ts';
import { PhotoStrip } from '../../../ui/PhotoStrip.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { act, type Detail } from '../matter.ts';

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

/** What may be the same as this one, likeliest first: asked before it is dispatched; one press puts it together (并案). */
export function Similar({ matter }: { matter: Detail }) {
  const { data: me } = useMe();
  const { data } = useQuery({
    queryKey: ['matter', 'list', 'similar-to', matter.id],
    enabled:
      matter.open && !matter.merged_into && (may(me, 'matter:view-area') || may(me, 'matter:view-unit')),
    queryFn: () => api.get<{ items: SimilarRow[] }>(`/api/matters/${matter.id}/similar`),
  });
  const rows = data?.items ?? [];
  if (rows.length === 0) return null;
  const merging = matter.abilities.find(({ action, enabled }) => action === 'merge' && enabled);
  return (
    <section className="hy-panel" aria-label="可能重复">
      <h2>可能重复</h2>
      {rows.map((row) => (
        <div key={row.matter.id} className="hy-similar hy-similar-choice">
          <Link to={`/matters/${row.matter.id}`}>
            <SimilarLines row={row} />
          </Link>
          {merging && row.matter.open && <MergeButton matter={matter} into={row} />}
        </div>
      ))}
    </section>
  );
}

function MergeButton({ matter, into }: { matter: Detail; into: SimilarRow }) {
  const { message, modal } = App.useApp();
  const merge = () =>
    modal.confirm({
      title: `并入 ${into.matter.number}？`,
      content: `本事项结束，诉求人会收到通知，和“${into.matter.title}”合在一起办理，结果一样告诉他。并错了可以拆分。`,
      okText: '并案',
      onOk: () =>
        act(matter, 'merge', { matter: into.matter.id }).catch((error: unknown) => {
          void message.error(sayError(error));
        }),
    });
  return (
    <Button size="small" onClick={merge}>
      并入这件
    </Button>
  );
}

type Merged = Answer<'listMerged'>['items'][number];

/** The calls that were merged into this matter: what each of them adds in words and photos. */
export function MergedCalls({ matter }: { matter: Detail }) {
  const { data } = useQuery({
    queryKey: ['matter', matter.id, 'merged'],
    queryFn: () => api.get<{ items: Merged[] }>(`/api/matters/${matter.id}/merged`),
  });
  const rows = data?.items ?? [];
  if (rows.length === 0) return null;
  return (
    <section className="hy-panel" aria-label="并入的诉求">
      <h2>{matter.callers} 人反映</h2>
      {rows.map((row) => (
        <div key={row.id} className="hy-similar">
          <span>{row.text}</span>
          <PhotoStrip photos={row.photos.map(({ url, thumb_url: thumb }) => ({ id: url, url, thumb }))} />
          <span className="hy-muted">
            <Link to={`/matters/${row.id}`}>{row.number}</Link> · <TimeAgo at={row.created_at} />
          </span>
        </div>
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
        {matter.callers > 1 && ` · ${matter.callers} 人反映`}
        {distance === null ? ` · ${matter.area.name}` : ` · 相距 ${distance} 米`}
        {why.length > 0 && ` · ${why.join('；')}`}
      </span>
    </>
  );
}
