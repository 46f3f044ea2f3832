import { Button, Empty } from 'antd';
import { PhotoStrip } from '../../../ui/PhotoStrip.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { exactTime, TimeAgo } from '../../../ui/TimeAgo.tsx';
import { type CareDetail, RESULT_LOOKS, RESULTS, type Visit, WAYS } from '../care.ts';

const HOUR = 3_600_000;
/** What reached us hours after it was, was written without signal. */
const late = ({ at, received_at }: Visit) => Date.parse(received_at) - Date.parse(at) > HOUR;

interface Props {
  care: CareDetail;
  /** The visit whose place the map shows. */
  shown: string | undefined;
  onPlace: (visit: string) => void;
}

/** What was found, visit by visit, newest first, with photos and where the phone was. */
export function Visits({ care, shown, onPlace }: Props) {
  const visits = care.visits_list;
  return (
    <section className="hy-panel" aria-label="走访记录">
      <h2>走访记录（{care.visits} 次）</h2>
      {visits.length === 0 && (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="还没有走访。手机上走访后会出现在这里。" />
      )}
      <ol className="hy-story">
        {visits.map((visit) => (
          <li key={visit.id}>
            <span className="hy-story-head">
              <span className="hy-care-visit">
                <strong>{WAYS[visit.way]}</strong>
                <StateTag kind={RESULT_LOOKS[visit.result]}>{RESULTS[visit.result]}</StateTag>
                <span>{visit.by}</span>
              </span>
              <span className="hy-muted">
                <TimeAgo at={visit.at} />
              </span>
            </span>
            <p className="hy-care-text">{visit.text}</p>
            <PhotoStrip
              photos={visit.files.map(({ id, url, thumb_url }) => ({ id, url, thumb: thumb_url }))}
            />
            <span className="hy-care-visit">
              {late(visit) && (
                <span className="hy-muted">{exactTime(visit.received_at).slice(0, -3)} 收到</span>
              )}
              {visit.point && visit.id !== shown && (
                <Button type="link" size="small" style={{ padding: 0 }} onClick={() => onPlace(visit.id)}>
                  看位置
                </Button>
              )}
            </span>
          </li>
        ))}
      </ol>
      {visits.length > 0 && care.visits > visits.length && (
        <p className="hy-muted">只列出最近 {visits.length} 次。</p>
      )}
    </section>
  );
}
