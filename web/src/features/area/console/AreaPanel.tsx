import { useQuery } from '@tanstack/react-query';
import { Button, Empty } from 'antd';
import { Fragment } from 'react';
import { Link } from 'react-router';
import { api } from '../../../api/client.ts';
import { may, useMe } from '../../../api/session.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { PosterButton } from '../../registration/console/Poster.tsx';
import { AreaActions } from './AreaActions.tsx';
import { type AreaDetail, useArea } from './data.ts';

interface Props {
  id: string | null;
  onChoose: (id: string) => void;
}

/** The chosen area: what it is, who answers for it, and what may be changed. */
export function AreaPanel({ id, onChoose }: Props) {
  const area = useArea(id);
  if (id === null)
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="在目录或地图上选一个区域查看" />;
  return <Answered query={area}>{(data) => <Page area={data} onChoose={onChoose} key={data.id} />}</Answered>;
}

const size = (m2: number): string =>
  m2 >= 1e6 ? `${(m2 / 1e6).toFixed(2)} 平方公里` : `${Math.round(m2).toLocaleString('zh-CN')} 平方米`;

function Page({ area, onChoose }: { area: AreaDetail; onChoose: (id: string) => void }) {
  const { data: me } = useMe();
  return (
    <div className="hy-stack">
      <h2 className="hy-head">{area.name}</h2>
      <div className="hy-row">
        {area.ancestors.map((above) => (
          <Fragment key={above.id}>
            <Button type="link" size="small" onClick={() => onChoose(above.id)} style={{ padding: 0 }}>
              {above.name}
            </Button>
            <span className="hy-muted">›</span>
          </Fragment>
        ))}
        <span>{area.level_name}</span>
      </div>
      <dl className="hy-facts">
        <dt>编码</dt>
        <dd>{area.code}</dd>
        <dt>类型</dt>
        <dd>{area.kind === 'special' ? '专属网格' : area.level === 'grid' ? '综合网格' : area.level_name}</dd>
        <dt>服务片</dt>
        <dd>{area.cluster?.name ?? '—'}</dd>
        <dt>下级</dt>
        <dd>{area.children > 0 ? `${area.children} 个` : '没有'}</dd>
        <dt>面积</dt>
        <dd>{area.area_m2 === null ? '—' : size(area.area_m2)}</dd>
        <dt>边界</dt>
        <dd>
          {area.boundary_version === null ? (
            <StateTag kind="overdue">还没有边界</StateTag>
          ) : (
            `第 ${area.boundary_version} 版起`
          )}
        </dd>
        {area.retired && (
          <>
            <dt>状态</dt>
            <dd>
              <StateTag kind="ended">已停用</StateTag>
            </dd>
          </>
        )}
      </dl>
      {may(me, 'area:manage') && !area.retired && <AreaActions area={area} onMade={onChoose} />}
      {may(me, 'resident:edit') && area.level === 'grid' && !area.retired && (
        <div className="hy-row">
          <PosterButton
            size="middle"
            scanned={{ grid: area.id }}
            name={area.name}
            where={area.ancestors.map(({ name }) => name).join(' / ')}
          />
        </div>
      )}
      <Units area={area} />
      {may(me, 'account:manage', 'account:security', 'audit:read') && <People area={area} />}
    </div>
  );
}

function Units({ area }: { area: AreaDetail }) {
  const { data: me } = useMe();
  const units = useQuery({
    queryKey: ['unit', 'list', 'at', area.id],
    queryFn: () => api.get<Answer<'listUnits'>>('/api/units', { area: area.id, limit: 200 }),
  });
  const linked = may(me, 'account:manage', 'account:security');
  return (
    <section aria-label="负责单位">
      <h2 className="hy-head">负责单位</h2>
      <Answered query={units} rows={2}>
        {({ items }) => {
          const here = items.filter((unit) => unit.area_id === area.id);
          if (here.length === 0) return <span className="hy-muted">没有直接负责这里的单位</span>;
          return (
            <ul className="hy-plain">
              {here.map((unit) => (
                <li key={unit.id}>
                  {linked ? <Link to={`/people?tab=units&id=${unit.id}`}>{unit.name}</Link> : unit.name}
                </li>
              ))}
            </ul>
          );
        }}
      </Answered>
    </section>
  );
}

function People({ area }: { area: AreaDetail }) {
  const staff = useQuery({
    queryKey: ['staff', 'list', 'at', area.id],
    queryFn: () => api.get<Answer<'listStaff'>>('/api/staff', { area: area.id, limit: 200 }),
  });
  const all = `/people?area=${area.id}&area_label=${encodeURIComponent(area.name)}`;
  return (
    <section aria-label="负责人员">
      <h2 className="hy-head">负责人员</h2>
      <Answered query={staff} rows={2}>
        {({ items }) => {
          const here = items.flatMap((person) =>
            person.relations
              .filter((relation) => relation.area_id === area.id)
              .map((relation) => ({ person, relation })),
          );
          return (
            <ul className="hy-plain">
              {here.length === 0 && <li className="hy-muted">没有直接负责这里的人</li>}
              {here.slice(0, 12).map(({ person, relation }) => (
                <li key={relation.id}>
                  <Link to={`/people?id=${person.id}`}>{person.name}</Link>
                  <span className="hy-muted"> {relation.role_name}</span>
                </li>
              ))}
              <li>
                <Link to={all}>这里及下级的全部人员</Link>
              </li>
            </ul>
          );
        }}
      </Answered>
    </section>
  );
}
