import { Skeleton } from 'antd';
import { useSearchParams } from 'react-router';
import { useCareCounts } from '../care.ts';

interface Number {
  filter: 'due' | 'level';
  value: string;
  name: string;
  n: number;
  late?: number;
}

/** How many are cared for, late, due today and this week, and by level; a press shows only those, a second all again. */
export function CareCounts() {
  const [params, setParams] = useSearchParams();
  const counts = useCareCounts(params.get('area') ?? '');
  // The list below says what went wrong; without numbers there is nothing to press.
  if (counts.isError) return null;
  if (!counts.data) return <Skeleton.Button active block style={{ height: 62 }} />;
  const { people, overdue, today, week, levels } = counts.data;
  const numbers: Number[] = [
    { filter: 'due', value: 'overdue', name: '已逾期', n: overdue },
    { filter: 'due', value: 'today', name: '今天应走访', n: today },
    { filter: 'due', value: 'week', name: '七天内应走访', n: week },
    ...levels.map(
      ({ code, name, people: n, overdue: late }): Number => ({
        ...{ filter: 'level', value: code, name, n, late },
      }),
    ),
  ];
  const choose = ({ filter, value }: Number) =>
    setParams(
      (now) => {
        if (now.get(filter) === value) now.delete(filter);
        else now.set(filter, value);
        return now;
      },
      { replace: true },
    );
  const all = () =>
    setParams(
      (now) => {
        now.delete('due');
        now.delete('level');
        return now;
      },
      { replace: true },
    );
  return (
    <div className="hy-care-counts" role="toolbar" aria-label="按走访时间和级别筛选">
      <button type="button" aria-pressed={!params.get('due') && !params.get('level')} onClick={all}>
        关爱对象 <strong>{people.toLocaleString('zh-CN')}</strong>
      </button>
      {numbers.map((each) => (
        <button
          key={`${each.filter} ${each.value}`}
          type="button"
          data-late={each.value === 'overdue' && each.n > 0}
          aria-pressed={params.get(each.filter) === each.value}
          onClick={() => choose(each)}
        >
          {each.name}
          <span>
            <strong>{each.n.toLocaleString('zh-CN')}</strong>
            {each.late ? <span>逾期 {each.late.toLocaleString('zh-CN')}</span> : null}
          </span>
        </button>
      ))}
    </div>
  );
}
