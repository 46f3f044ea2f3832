import { App, Button } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { csrfHeader, refusalOf } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { FactRows } from '../../../ui/console/FactRows.tsx';
import { PhotoStrip } from '../../../ui/PhotoStrip.tsx';
import { exactTime } from '../../../ui/TimeAgo.tsx';
import { type DossierData, noWhistle, refreshWhistle, useDossier } from '../data.ts';
import { Parties } from '../Parties.tsx';
import './whistle.css';

/** One dossier per whistle: everything, its chain of events verified just now; printed on A4, or taken away as a file. */
export default function DossierPage() {
  const { id = '' } = useParams();
  return (
    <Answered query={useDossier(id)} missing={noWhistle}>
      {(dossier) => <Dossier id={id} dossier={dossier} />}
    </Answered>
  );
}

function Dossier({ id, dossier }: { id: string; dossier: DossierData }) {
  const { whistle, chain, sketch } = dossier;
  return (
    <>
      <div className="hy-matter-bar">
        <Link to={`/whistles/${id}`}>‹ 这个哨</Link>
        <span>
          <Button size="small" onClick={() => window.print()}>
            打印
          </Button>{' '}
          <Download id={id} number={whistle.number} />
        </span>
      </div>
      <article className="hy-dossier">
        <h1>一哨一档</h1>
        <p>
          {whistle.number} {whistle.title}
        </p>
        <Chain chain={chain} />
        <Facts dossier={dossier} />
        <h2>到场部门</h2>
        <img
          className="hy-dossier-sketch"
          alt="到场位置示意图"
          src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(sketch)}`}
        />
        <Parties parties={whistle.parties} />
        <TeamRows dossier={dossier} />
        <ClockRows dossier={dossier} />
        <StoryRows dossier={dossier} />
      </article>
    </>
  );
}

/** Takes the file: each download is recorded by the server. */
function Download({ id, number }: { id: string; number: string }) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const take = async () => {
    setBusy(true);
    try {
      const answer = await fetch(`/api/whistles/${id}/dossier`, {
        method: 'POST',
        headers: { ...csrfHeader },
        credentials: 'same-origin',
      });
      if (!answer.ok) throw refusalOf(answer.status, await answer.text());
      const url = URL.createObjectURL(await answer.blob());
      const link = document.createElement('a');
      link.href = url;
      link.download = `一哨一档-${number}.html`;
      link.click();
      URL.revokeObjectURL(url);
      void refreshWhistle(id);
    } catch (error) {
      message.error(sayError(error));
    }
    setBusy(false);
  };
  return (
    <Button size="small" type="primary" loading={busy} onClick={() => void take()}>
      下载档案
    </Button>
  );
}

function Chain({ chain }: { chain: DossierData['chain'] }) {
  const ok = chain.broken === null;
  return (
    <p className="hy-dossier-chain" data-ok={ok} role="status">
      <strong>{ok ? '已核验' : '核验未通过'}</strong>{' '}
      {ok
        ? `${chain.events} 条事件的散列值逐条重算一致，最后一条：`
        : `第 ${chain.broken} 号事件与其散列值不符，其后的记录不可信。最后一条：`}
      <span className="hy-dossier-hash">{chain.last}</span>
    </p>
  );
}

function Facts({ dossier: { whistle, centre, photos } }: { dossier: DossierData }) {
  const rows: [string, string][] = [
    ['种类', whistle.kind_name],
    ['为什么', whistle.text],
    ['吹哨人', `${whistle.whistler}，${exactTime(whistle.created_at)}`],
    ['地点', `${whistle.address || '见坐标'}（${whistle.area.name}）`],
    ['坐标', `东经 ${whistle.point.lng.toFixed(6)}，北纬 ${whistle.point.lat.toFixed(6)}（WGS-84）`],
    ['关联事项', whistle.parent ? `${whistle.parent.number} ${whistle.parent.title}` : '无'],
    ['指挥中心', centre],
    ['现在', `${whistle.state_name}；应到 ${whistle.awaited}，已到 ${whistle.arrived}，迟到 ${whistle.late}`],
    ['办结', whistle.closed_at ? exactTime(whistle.closed_at) : '未办结'],
  ];
  return (
    <>
      <h2>吹哨</h2>
      <FactRows rows={rows} />
      <PhotoStrip photos={photos.map(({ id, url, thumb_url }) => ({ id, url, thumb: thumb_url }))} />
    </>
  );
}

function TeamRows({ dossier: { whistle } }: { dossier: DossierData }) {
  if (whistle.members.length === 0) return null;
  return (
    <>
      <h2>力量编组</h2>
      <table>
        <tbody>
          {whistle.members.map((member) => (
            <tr key={member.id}>
              <th>{member.kind_name}</th>
              <td>{[member.unit?.name, member.name, member.phone].filter(Boolean).join(' ')}</td>
              <td>{member.people} 人</td>
              <td>{member.arrived_at ? `${exactTime(member.arrived_at)} 到场` : '未记到场'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function ClockRows({ dossier: { clocks } }: { dossier: DossierData }) {
  return (
    <>
      <h2>时限</h2>
      <div className="hy-dossier-scroll">
        <table>
          <thead>
            <tr>
              <th>时限</th>
              <th>开始</th>
              <th>到期</th>
              <th>结束</th>
              <th>怎么算的</th>
            </tr>
          </thead>
          <tbody>
            {clocks.map((clock) => (
              <tr key={`${clock.name}${clock.started_at}`}>
                <td>{clock.name}</td>
                <td>{exactTime(clock.started_at)}</td>
                <td>{exactTime(clock.due_at)}</td>
                <td>
                  {clock.stopped_at ? exactTime(clock.stopped_at) : '进行中'}
                  {clock.late && '（超时）'}
                </td>
                <td>{clock.why}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function StoryRows({ dossier: { story } }: { dossier: DossierData }) {
  return (
    <>
      <h2>全部经过</h2>
      <div className="hy-dossier-scroll">
        <table>
          <tbody>
            {story.map((event) => (
              <tr key={event.seq}>
                <td>{exactTime(event.at)}</td>
                <td>{event.name}</td>
                <td>{event.by}</td>
                <td>
                  {event.words}
                  <div className="hy-dossier-hash">{event.hash}</div>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
