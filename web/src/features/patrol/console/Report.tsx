import type { Campaign } from '../patrol.ts';

interface Sums {
  planned: number;
  done: number;
  late: number;
  findings: number;
  matters: number;
}
interface Said {
  total: Sums;
  grids: number;
  walked: number;
  note: string | null;
  communities: (Sums & { id: string; name: string; grids: number; walked: number })[];
  found: { label: string; n: number }[];
}

const share = (part: number, whole: number) =>
  whole === 0 ? '—' : `${Math.round((part / whole) * 1000) / 10}%`;

/** What a closed campaign came to. */
export function Report({ report }: { report: NonNullable<Campaign['report']> }) {
  const said = report as unknown as Said;
  return (
    <section className="hy-panel" aria-label="总结">
      <h2>总结</h2>
      <p>
        {said.grids} 个网格，走到 {said.walked} 个；应巡查 {said.total.planned} 次，完成 {said.total.done}{' '}
        次（
        {share(said.total.done, said.total.planned)}），曾逾期 {said.total.late} 次；发现问题{' '}
        {said.total.findings} 个，转为事项 {said.total.matters} 件。
      </p>
      {said.note && <p className="hy-said">{said.note}</p>}
      {said.found.length > 0 && (
        <p>
          问题最多的：
          {said.found
            .slice(0, 5)
            .map(({ label, n }) => `${label} ${n} 个`)
            .join('、')}
          。
        </p>
      )}
      <table className="hy-tasks">
        <thead>
          <tr>
            <th>社区</th>
            <th>网格</th>
            <th>完成</th>
            <th>完成率</th>
            <th>问题</th>
            <th>事项</th>
          </tr>
        </thead>
        <tbody>
          {said.communities.map((row) => (
            <tr key={row.id}>
              <td>{row.name}</td>
              <td>
                {row.walked} / {row.grids}
              </td>
              <td>
                {row.done} / {row.planned}
              </td>
              <td>{share(row.done, row.planned)}</td>
              <td>{row.findings}</td>
              <td>{row.matters}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
