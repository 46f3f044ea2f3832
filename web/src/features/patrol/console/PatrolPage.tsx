import { App, Button, Input } from 'antd';
import { useRef } from 'react';
import { Link, useParams } from 'react-router';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { Covered, Figures } from '../../../ui/console/AskingForm.tsx';
import { fetchedMap } from '../../../ui/fetchedMap.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import {
  type Campaign,
  coverages,
  type GridRow,
  often,
  refreshPatrols,
  stateNames,
  useCampaign,
  useCoverage,
} from '../patrol.ts';
import { Findings } from './Findings.tsx';
import { Report } from './Report.tsx';
import './patrol.css';

const CoverageMap = fetchedMap(() => import('./CoverageMap.tsx'));

/** One campaign: how far each grid is, on the map and in words; what was found; and the report when it is over. */
export default function PatrolPage() {
  const { id = '' } = useParams();
  return (
    <>
      <div className="hy-matter-bar">
        <Link to="/patrols">‹ 专项巡查</Link>
      </div>
      <Answered
        query={useCampaign(id)}
        missing={{ title: '没有这次专项巡查', back: '回到专项巡查', to: '/patrols' }}
      >
        {(campaign) => (
          <div className="hy-stack">
            <Head campaign={campaign} />
            {campaign.report && <Report report={campaign.report} />}
            <Cover id={id} />
            <Findings id={id} />
          </div>
        )}
      </Answered>
    </>
  );
}

function Cover({ id }: { id: string }) {
  return (
    <section className="hy-panel" aria-label="覆盖图">
      <h2>各网格进度</h2>
      <Answered query={useCoverage(id)}>
        {({ items }) => (
          <Covered map={<CoverageMap grids={items} />}>
            <Grids rows={items} />
          </Covered>
        )}
      </Answered>
    </section>
  );
}

function Head({ campaign }: { campaign: Campaign }) {
  const numbers: [string, number][] = [
    ['应巡查', campaign.planned],
    ['已完成', campaign.done],
    ['逾期未完成', campaign.open_late],
    ['发现问题', campaign.findings],
    ['转为事项', campaign.matters],
  ];
  const state = stateNames[campaign.state];
  return (
    <section className="hy-panel">
      <h2>
        {campaign.name} <StateTag kind={state?.look ?? ''}>{state?.word}</StateTag>
        {campaign.manages && campaign.state !== 'closed' && <Moves campaign={campaign} />}
      </h2>
      <p className="hy-muted">
        {campaign.theme} · {campaign.unit_name} · {campaign.areas.map((area) => area.name).join('、')} ·{' '}
        {campaign.starts_on} 至 {campaign.ends_on} · {often(campaign)}
      </p>
      <Figures items={numbers} />
      {campaign.places.length > 0 && <p>点位：{campaign.places.map((place) => place.name).join('、')}</p>}
      <ol className="hy-patrol-items">
        {campaign.items.map((item) => (
          <li key={item.code}>{item.label}</li>
        ))}
      </ol>
    </section>
  );
}

function Moves({ campaign }: { campaign: Campaign }) {
  const { message, modal } = App.useApp();
  const note = useRef('');
  const move = (state: string) =>
    api
      .post(`/api/patrols/${campaign.id}/state`, {
        version: campaign.version,
        state,
        ...(note.current ? { note: note.current } : {}),
      })
      .then(refreshPatrols, (error: unknown) => void message.error(sayError(error)));
  const close = () => {
    note.current = '';
    modal.confirm({
      title: '结束这次专项巡查？',
      content: (
        <>
          <p>未完成的任务会撤回，并生成总结。结束后不能恢复。</p>
          <Input.TextArea
            aria-label="总结说明"
            placeholder="总结说明（可不填）"
            maxLength={500}
            onChange={(event) => (note.current = event.target.value)}
          />
        </>
      ),
      okText: '结束',
      okButtonProps: { danger: true },
      onOk: () => move('closed'),
    });
  };
  return (
    <span className="hy-panel-tool">
      {campaign.state === 'running' ? (
        <Button size="small" onClick={() => void move('paused')}>
          暂停
        </Button>
      ) : (
        <Button size="small" onClick={() => void move('running')}>
          恢复
        </Button>
      )}
      <Button size="small" danger onClick={close}>
        结束
      </Button>
    </span>
  );
}

const order = ['overdue', 'none', 'partly', 'done', 'idle'];

/** What is late first. */
function Grids({ rows }: { rows: GridRow[] }) {
  const sorted = [...rows].sort((a, b) => order.indexOf(a.coverage) - order.indexOf(b.coverage));
  return (
    <div className="hy-asking-grids">
      <table className="hy-tasks">
        <thead>
          <tr>
            <th>网格</th>
            <th>进度</th>
            <th>完成</th>
            <th>问题</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((row) => (
            <tr key={row.grid}>
              <td>
                {row.name}
                <div className="hy-muted">{row.community}</div>
              </td>
              <td>
                <StateTag kind={coverages[row.coverage]?.look ?? ''}>
                  {coverages[row.coverage]?.word}
                </StateTag>
              </td>
              <td>
                {row.done} / {row.planned}
              </td>
              <td>{row.findings}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
