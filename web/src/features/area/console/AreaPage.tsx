import { may, useMe } from '../../../api/session.ts';
import { PageTabs } from '../../../ui/console/PageTabs.tsx';
import { AreaBook } from './AreaBook.tsx';
import { Clusters } from './Clusters.tsx';
import { ImportTab } from './ImportTab.tsx';
import { Versions } from './Versions.tsx';
import './area.css';

/** Divisions and grids: the map with its tree, and for who keeps them the imports and versions. */
export default function AreaPage() {
  const { data: me } = useMe();
  const keeps = may(me, 'area:manage');
  return (
    <PageTabs
      tabs={[
        { key: 'map', label: '地图与目录', children: <AreaBook /> },
        { key: 'clusters', label: '网格服务片', children: <Clusters /> },
        ...(keeps
          ? [
              { key: 'import', label: '导入', children: <ImportTab /> },
              { key: 'versions', label: '边界版本', children: <Versions /> },
            ]
          : []),
      ]}
    />
  );
}
