import { Button, Table, type TableColumnsType } from 'antd';
import { useMemo, useState } from 'react';
import { fetchedMap } from '../../../ui/fetchedMap.tsx';
import type { Coverage } from './data.ts';
import { type Finding, findingsOf } from './findings.ts';

const FindingMap = fetchedMap(() => import('./FindingMap.tsx'));

const WORDS = {
  gaps: '空隙',
  overlaps: '重叠',
  outside: '超出上级',
  without_parent: '没有上级',
  without_boundary: '没有边界',
  boundary_without_area: '编码不是区域',
  unchecked: '无法比对',
} as const;

/** What the boundaries leave open, cover twice or cannot place: counted, listed, and shown on the map. */
export function Findings({ coverage }: { coverage: Partial<Coverage> }) {
  const list = useMemo(() => findingsOf(coverage), [coverage]);
  const [shown, setShown] = useState<Finding>();
  const { counts } = coverage;
  const columns: TableColumnsType<Finding> = [
    { title: '问题', dataIndex: 'kind', width: 110 },
    { title: '位置', dataIndex: 'text' },
    {
      title: '面积',
      dataIndex: 'area_m2',
      width: 130,
      align: 'right',
      render: (m2: number | null) => (m2 === null ? '' : `${m2.toLocaleString('zh-CN')} 平方米`),
    },
    {
      title: '',
      key: 'show',
      width: 120,
      render: (_, found) =>
        found.point && (
          <Button size="small" onClick={() => setShown(found)} aria-pressed={shown?.key === found.key}>
            在地图上看
          </Button>
        ),
    },
  ];
  return (
    <section aria-label="边界检查">
      <h2 className="hy-head">边界检查</h2>
      {counts && (
        <ul className="hy-card hy-counts">
          {Object.entries(WORDS).map(([key, word]) => {
            const count = counts[key as keyof typeof WORDS];
            return (
              <li key={key} data-bad={count > 0}>
                <strong>{count}</strong>
                {word}
              </li>
            );
          })}
        </ul>
      )}
      {list.length > 0 && (
        <div className={shown ? 'hy-finds' : undefined} style={{ marginTop: 12 }}>
          <Table<Finding>
            size="small"
            rowKey="key"
            pagination={list.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
            scroll={{ x: 560 }}
            dataSource={list}
            columns={columns}
          />
          {shown && (
            <div className="hy-finds-map">
              <FindingMap found={shown} />
            </div>
          )}
        </div>
      )}
    </section>
  );
}
