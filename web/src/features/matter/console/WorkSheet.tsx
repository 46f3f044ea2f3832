import { createPortal } from 'react-dom';
import { FactRows } from '../../../ui/console/FactRows.tsx';
import { exactTime } from '../../../ui/TimeAgo.tsx';
import { type Detail, useSteps } from '../matter.ts';
import { textOfAnswer } from './answers.ts';
import { code39 } from './code39.ts';
import { roleNames } from './Tasks.tsx';
import { turnsOf } from './turns.ts';
import './worksheet.css';

/** The work sheet on A4: only the printer sees it, and the printer sees only it. Contacts stay masked. */
export function WorkSheet({ matter }: { matter: Detail }) {
  return createPortal(
    <article className="hy-sheet" aria-hidden="true">
      <header>
        <div>
          <h1>派遣单</h1>
          <p>{matter.centre.name}</p>
        </div>
        <NumberBar number={matter.number} />
      </header>
      <Facts matter={matter} />
      <h2>办理任务</h2>
      <TaskRows matter={matter} />
      <h2>办理过程</h2>
      <StoryRows id={matter.id} />
      <Signatures />
      <footer>
        {matter.number} · 打印时间 {exactTime(new Date())}
      </footer>
    </article>,
    document.body,
  );
}

function NumberBar({ number }: { number: string }) {
  const { bars, width } = code39(number);
  return (
    <div className="hy-sheet-number">
      <svg viewBox={`0 0 ${width} 40`} preserveAspectRatio="none" role="img" aria-label={number}>
        {bars.map((bar) => (
          <rect key={bar.x} x={bar.x} y="0" width={bar.width} height="40" />
        ))}
      </svg>
      <span>{number}</span>
    </div>
  );
}

const PRIORITIES: Record<string, string> = { urgent: ' · 应急', assigned: ' · 交办' };

function Facts({ matter }: { matter: Detail }) {
  const { condition, point } = matter;
  const resolve = matter.clocks.find((clock) => clock.kind === 'resolve');
  const rows: [string, string][] = [
    ['事项', matter.title],
    [
      '类型',
      `${matter.type_name}${matter.category_name ? ` · ${matter.category_name}` : ''}${PRIORITIES[matter.priority] ?? ''}`,
    ],
    ['来源', `${matter.source_name} · ${exactTime(matter.created_at)}`],
    ['立案条件', condition?.register ?? '未指定'],
    ['结案条件', condition?.close ?? '未指定'],
    ['办结时限', resolve ? exactTime(resolve.due_at) : '—'],
    ['地点', placeOf(matter)],
    ['坐标', point ? `东经 ${point.lng.toFixed(6)}，北纬 ${point.lat.toFixed(6)}（WGS-84）` : '没有坐标'],
    ['诉求人', callerOf(matter)],
    ['内容', matter.text],
    ...matter.answers.map((answer): [string, string] => [answer.label, textOfAnswer(answer.value)]),
  ];
  return <FactRows rows={rows} />;
}

/** The address and the area; without an address the pin, when there is one, says where. */
function placeOf({ address, point, area }: Detail): string {
  const areaName = area.full_name.replaceAll(' / ', ' ');
  return address ? `${address}（${areaName}）` : `${areaName}（${point ? '位置见坐标' : '未写地址'}）`;
}

/** Who asked, masked. A contact without name and phone is there, only not on paper: a resident's account, or confidential. */
function callerOf({ anonymous, contact, confidential }: Detail): string {
  if (anonymous) return '匿名';
  if (!contact) return '未留';
  const said = [contact.name, contact.phone].filter(Boolean).join(' ');
  return said || (confidential ? '保密，联系方式见系统' : '注册居民，联系方式见系统');
}

function TaskRows({ matter }: { matter: Detail }) {
  const tasks = matter.tasks.filter((task) => task.role);
  return (
    <table>
      <thead>
        <tr>
          <th>角色</th>
          <td>单位</td>
          <td>派遣说明</td>
          <td>期限</td>
          <td>签收</td>
          <td>完成</td>
        </tr>
      </thead>
      <tbody>
        {tasks.length === 0 && (
          <tr>
            <td colSpan={6}>尚未派遣</td>
          </tr>
        )}
        {tasks.map((task) => (
          <tr key={task.id}>
            <th>{roleNames[task.role ?? ''] ?? ''}</th>
            <td>{task.unit?.name ?? task.account?.name}</td>
            <td>{task.note}</td>
            {[task.due_at, task.signed_at, task.closed_at].map((at, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: three fixed columns
              <td key={column}>{at ? exactTime(at) : ''}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function StoryRows({ id }: { id: string }) {
  const { data } = useSteps(id);
  const turns = turnsOf(data?.items ?? []).filter((turn) => !turn.main.internal);
  return (
    <table>
      <tbody>
        {turns.map(({ main }) => (
          <tr key={main.seq}>
            <th>{main.name}</th>
            <td>{exactTime(main.at)}</td>
            <td>{main.actor.name}</td>
            <td>{main.form.map((entry) => `${entry.label}：${entry.text}`).join('；')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Signatures() {
  return (
    <div className="hy-sheet-sign">
      {['派遣人', '承办人', '核查人', '诉求人'].map((who) => (
        <p key={who}>
          {who}（签字）：
          <span /> 年　月　日
        </p>
      ))}
    </div>
  );
}
