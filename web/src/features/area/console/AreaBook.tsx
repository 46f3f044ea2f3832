import { useQueries } from '@tanstack/react-query';
import { Alert, Button, Empty, Skeleton, Tree } from 'antd';
import type { DataNode } from 'antd/es/tree';
import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';
import { sayError } from '../../../api/errors.ts';
import { may, useMe } from '../../../api/session.ts';
import { fetchedMap } from '../../../ui/fetchedMap.tsx';
import { AreaPanel } from './AreaPanel.tsx';
import { AreaSelect } from './AreaSelect.tsx';
import { type Area, childrenQuery, useArea } from './data.ts';
import { Redraw } from './redraw/Redraw.tsx';

const CityMap = fetchedMap(() => import('./CityMap.tsx'));

/** The tree of areas, the map and the one chosen (`?area=`), beside each other. */
export function AreaBook() {
  const [params, setParams] = useSearchParams();
  const chosen = params.get('area');
  const choose = (id: string) => setParams({ area: id }, { replace: true });
  const { data: me } = useMe();
  const redraw = params.get('redraw');
  if (chosen && (redraw === 'split' || redraw === 'merge') && may(me, 'area:manage'))
    return <Redraw id={chosen} kind={redraw} onLeave={(id) => setParams({ area: id })} />;
  return (
    <div className="hy-areas">
      <section className="hy-areas-tree" aria-label="区域目录">
        <AreaSelect
          label="查找区域"
          placeholder="查找区域名称或编码"
          onChange={(found) => found && choose(found.value)}
          value={null}
          style={{ width: '100%' }}
        />
        <AreaTree chosen={chosen} onChoose={choose} />
      </section>
      <section className="hy-areas-map">
        <CityMap chosen={chosen} onChoose={choose} />
      </section>
      <section className="hy-areas-page" aria-label="区域信息">
        <AreaPanel id={chosen} onChoose={choose} />
      </section>
    </div>
  );
}

/** Opens level by level; what is chosen elsewhere is opened up to. */
function AreaTree({ chosen, onChoose }: { chosen: string | null; onChoose: (id: string) => void }) {
  const [open, setOpen] = useState<string[]>([]);
  const detail = useArea(chosen);
  const above = detail.data?.ancestors;
  useEffect(() => {
    if (above) setOpen((now) => [...new Set([...now, ...above.map((area) => area.id)])]);
  }, [above]);
  const levels = useQueries({ queries: [undefined, ...open].map((id) => childrenQuery(id)) });
  const [top, ...rest] = levels;
  const below = new Map(open.map((id, at) => [id, rest[at]?.data]));
  const only = onlyChild(top?.data, below);
  useEffect(() => {
    if (only) setOpen((now) => (now.includes(only) ? now : [...now, only]));
  }, [only]);
  if (top?.isError)
    return (
      <Alert
        type="error"
        title={sayError(top.error)}
        action={
          <Button size="small" onClick={() => void top.refetch()}>
            重试
          </Button>
        }
      />
    );
  if (!top?.data) return <Skeleton active title={false} paragraph={{ rows: 8, width: '100%' }} />;
  if (top.data.length === 0) return <Empty description="还没有区域。请在“导入”中上传区划编码。" />;
  const nodes = (areas: Area[]): DataNode[] =>
    areas.map((area) => ({
      key: area.id,
      title: <NodeTitle area={area} />,
      isLeaf: area.children === 0,
      children: nodes(below.get(area.id) ?? []),
    }));
  return (
    <Tree
      className="hy-areas-nodes"
      blockNode
      treeData={nodes(top.data)}
      expandedKeys={open}
      onExpand={(keys) => setOpen(keys as string[])}
      loadData={async () => {}}
      selectedKeys={chosen ? [chosen] : []}
      onSelect={(_, { node }) => onChoose(String(node.key))}
    />
  );
}

/** A level with one area alone is opened by itself, so that the first look is never a single closed line. */
function onlyChild(top: Area[] | undefined, below: Map<string, Area[] | undefined>): string | undefined {
  let level = top;
  let last: string | undefined;
  while (level?.length === 1) {
    last = level[0]!.id;
    level = below.get(last);
  }
  return last;
}

const NodeTitle = ({ area }: { area: Area }) => (
  <span>
    {area.name}
    {area.kind === 'special' && <span className="hy-areas-special">专属</span>}
    {area.children > 0 && <span className="hy-muted"> {area.children}</span>}
  </span>
);
