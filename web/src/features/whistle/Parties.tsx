import { PhotoStrip } from '../../ui/PhotoStrip.tsx';
import { StateTag } from '../../ui/StateTag.tsx';
import { TimeAgo, untilMinute } from '../../ui/TimeAgo.tsx';
import { distanceWords, lateWords, type Party, partyLooks, roleNames, scales } from './data.ts';
import './parties.css';

/** Every department of a whistle: who of it is on call, whether it came in time, what it did and how it was rated. */
export function Parties({ parties }: { parties: Party[] }) {
  return (
    <ul className="hy-parties">
      {parties.map((party) => (
        <li key={party.id} data-left={Boolean(party.left)}>
          <div className="hy-party-head">
            <strong>
              {roleNames[party.role]} {party.unit.name}
            </strong>
            <StateTag kind={partyLooks[party.state] ?? 'ended'}>{party.state_name}</StateTag>
          </div>
          {party.role !== 'inform' && <Called party={party} />}
          {party.left && (
            <p>
              {party.state_name}：{party.left.reason}
            </p>
          )}
          {party.arrivals.map((arrival) => (
            <ArrivalLine key={arrival.id} arrival={arrival} />
          ))}
          {party.result && (
            <div className="hy-party-result">
              <p>
                <span className="hy-muted">结果 </span>
                {party.result.text}
              </p>
              <p className="hy-muted">
                {party.result.by} <TimeAgo at={party.result.at} />
              </p>
              <Photos files={party.result.files} />
            </div>
          )}
          {party.rating && <Rated rating={party.rating} />}
        </li>
      ))}
    </ul>
  );
}

function Called({ party }: { party: Party }) {
  return (
    <p className="hy-muted">
      {party.officer ? `值班：${party.officer.name}` : '无人当班，已通知到单位'}
      {party.state === 'called' && party.arrive_by && ` · 应于 ${untilMinute(party.arrive_by)} 前到场`}
    </p>
  );
}

function ArrivalLine({ arrival }: { arrival: Party['arrivals'][number] }) {
  const late = arrival.late_seconds > 0;
  const delayed = Date.parse(arrival.received_at) - Date.parse(arrival.acted_at) > 60_000;
  return (
    <div className="hy-arrival">
      <p>
        <StateTag kind={late ? 'overdue' : 'done'}>
          {late ? `迟到 ${lateWords(arrival.late_seconds)}` : '按时到场'}
        </StateTag>
        {arrival.far && <StateTag kind="due_soon">超出范围</StateTag>}
        <span>
          {untilMinute(arrival.acted_at)} {arrival.by}
          {arrival.people !== null && `（${arrival.people} 人）`} · 距现场 {distanceWords(arrival.distance_m)}
        </span>
      </p>
      {arrival.far_reason && <p>说明：{arrival.far_reason}</p>}
      {delayed && <p className="hy-muted">无信号补传，{untilMinute(arrival.received_at)} 收到</p>}
      <Photos files={arrival.files} />
    </div>
  );
}

function Rated({ rating }: { rating: NonNullable<Party['rating']> }) {
  return (
    <p className="hy-rated">
      {scales.map(({ value, label }) => (
        <span key={value}>
          {label} <strong>{rating[value]}</strong>
        </span>
      ))}
      {rating.words && <span className="hy-muted">“{rating.words}”</span>}
    </p>
  );
}

const Photos = ({ files }: { files: { id: string; url: string; thumb_url: string }[] }) => (
  <PhotoStrip photos={files.map(({ id, url, thumb_url }) => ({ id, url, thumb: thumb_url }))} />
);
