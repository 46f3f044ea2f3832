import { Segmented } from 'antd';
import { useSearchParams } from 'react-router';
import { Answered } from '../../../ui/console/Answered.tsx';
import { Covered } from '../../../ui/console/AskingForm.tsx';
import { fetchedMap } from '../../../ui/fetchedMap.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { type Duty, type ProgressRow, standings, useProgress } from '../duty.ts';

const DutyMap = fetchedMap(() => import('./DutyMap.tsx'));
const levels = [
  { value: 'grid', label: '网格' },
  { value: 'community', label: '社区' },
  { value: 'street', label: '街道' },
  { value: 'district', label: '区' },
];
const MOST_ROWS = 300;
const order = ['overdue', 'none', 'partly', 'done', 'idle'];

/** How far each grid is, on the map and in words; summed up by community, street or district as well. */
export function ProgressPanel({ duty }: { duty: Duty }) {
  const [params, setParams] = useSearchParams();
  // A whole city is read by community first; each grid is on the map. Of a task about people not the people are too many, but the grids.
  const usual = duty.asked > MOST_ROWS && !duty.target_name ? 'community' : 'grid';
  const level = params.get('level') ?? usual;
  const progress = useProgress(duty.id, level);
  return (
    <section className="hy-panel" aria-label="进度">
      <h2>
        进度
        <span className="hy-panel-tool">
          <Segmented
            aria-label="按哪一级"
            options={levels}
            value={level}
            onChange={(next) => setParams(next === usual ? {} : { level: next }, { replace: true })}
          />
        </span>
      </h2>
      <Covered map={<DutyMap id={duty.id} />}>
        <Answered query={progress}>{({ items }) => <Rows rows={items} level={level} />}</Answered>
      </Covered>
    </section>
  );
}

const percent = (part: number, whole: number) => `${whole === 0 ? 0 : (part / whole) * 100}%`;

/** In words and bars, what is late first. */
function Rows({ rows, level }: { rows: ProgressRow[]; level: string }) {
  const sorted = [...rows].sort((a, b) => order.indexOf(a.standing) - order.indexOf(b.standing));
  return (
    <div className="hy-asking-grids">
      <table className="hy-tasks">
        <thead>
          <tr>
            <th>{levels.find((each) => each.value === level)?.label}</th>
            <th>进度</th>
            <th>完成</th>
            <th>逾期</th>
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, MOST_ROWS).map((row) => (
            <tr key={row.area}>
              <td>
                {row.name}
                <div className="hy-muted">{row.parent}</div>
              </td>
              <td>
                <StateTag kind={standings[row.standing]?.look ?? ''}>
                  {standings[row.standing]?.word}
                </StateTag>
                <div className="hy-duty-bar" aria-hidden="true">
                  <i data-part="done" style={{ width: percent(row.done, row.asked) }} />
                  <i data-part="late" style={{ width: percent(row.open_late, row.asked) }} />
                </div>
              </td>
              <td>
                {row.done} / {row.asked}
              </td>
              <td>{row.open_late}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {sorted.length > MOST_ROWS && (
        <p className="hy-muted">只列出最落后的 {MOST_ROWS} 个，全部见地图；也可以按社区、街道看。</p>
      )}
    </div>
  );
}
