import { Button } from 'antd';
import { Link, useParams } from 'react-router';
import { Answered } from '../../../ui/console/Answered.tsx';
import { Figures } from '../../../ui/console/AskingForm.tsx';
import { useFileJob } from '../../../ui/console/useFileJob.ts';
import { StateTag } from '../../../ui/StateTag.tsx';
import { untilMinute } from '../../../ui/TimeAgo.tsx';
import { type Duty, limitWords, useDuty } from '../duty.ts';
import { DutyMoves } from './DutyMoves.tsx';
import { Pieces } from './Pieces.tsx';
import { ProgressPanel } from './ProgressPanel.tsx';
import './duty.css';

/** One task: what it asks, how far each grid is in words, bars and on the map, and what each has answered. */
export default function DutyPage() {
  const { id = '' } = useParams();
  return (
    <>
      <div className="hy-matter-bar">
        <Link to="/duties">‹ 网格任务</Link>
      </div>
      <Answered query={useDuty(id)} missing={{ title: '没有这项任务', back: '回到网格任务', to: '/duties' }}>
        {(duty) => (
          <div className="hy-stack">
            <Head duty={duty} />
            <ProgressPanel duty={duty} />
            <Pieces duty={duty} />
          </div>
        )}
      </Answered>
    </>
  );
}

function Head({ duty }: { duty: Duty }) {
  const numbers: [string, number][] = [
    ['应完成', duty.asked],
    ['已完成', duty.done],
    ['逾期未完成', duty.open_late],
    ['逾期完成', duty.done_late],
    ['退回重做', duty.reworks],
  ];
  const evidence = [duty.photos > 0 && `至少 ${duty.photos} 张照片`, duty.position && '现场定位'].filter(
    Boolean,
  );
  return (
    <section className="hy-panel">
      <h2>
        {duty.title}{' '}
        {duty.state === 'closed' ? (
          <StateTag kind="archive">已结束</StateTag>
        ) : (
          <StateTag kind={duty.done >= duty.asked ? 'done' : 'handle'}>
            {duty.done >= duty.asked ? '全部完成' : '进行中'}
          </StateTag>
        )}
        <span className="hy-panel-tool">
          <Export id={duty.id} asked={`${duty.done} ${duty.reworks}`} />
          {duty.manages && duty.state === 'running' && <DutyMoves duty={duty} />}
        </span>
      </h2>
      <p className="hy-muted">
        {duty.line_name} · {duty.unit_name} · {duty.areas.map((area) => area.name).join('、')} ·{' '}
        {limitWords(duty.limit)}，{untilMinute(duty.due_at)} 到期
        {duty.admission && ` · 准入事项：${duty.admission.name}`}
        {duty.target_name && ` · 每个${duty.target_name}一份`}
      </p>
      <Figures items={numbers} />
      <p className="hy-duty-said">{duty.instructions}</p>
      <p className="hy-muted">
        填写：{duty.fields.map((field) => field.label).join('、') || '—'}
        {evidence.length > 0 && `；${evidence.join('、')}`}
      </p>
      {duty.closed_note && <p>结束说明：{duty.closed_note}</p>}
    </section>
  );
}

/** The results as a file; another one is made when something was answered since. */
function Export({ id, asked }: { id: string; asked: string }) {
  const { start, busy, made } = useFileJob(`/api/duties/${id}/export`, asked);
  if (made)
    return (
      <Button size="small" type="primary" href={made.file} download={made.name}>
        下载 XLSX
      </Button>
    );
  return (
    <Button size="small" loading={busy} onClick={() => start({})}>
      导出结果
    </Button>
  );
}
