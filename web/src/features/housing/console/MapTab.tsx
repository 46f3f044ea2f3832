import { useQuery } from '@tanstack/react-query';
import { Button, Empty } from 'antd';
import { type CSSProperties, useEffect, useMemo, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { Answered } from '../../../ui/console/Answered.tsx';
import { fetchedMap } from '../../../ui/fetchedMap.tsx';
import { type BuildingDetail, extentQuery, KINDS, NO_ROOMS, STATES, useBuilding } from '../housing.ts';
import { Matrix } from '../Matrix.tsx';
import { Finder } from './Finder.tsx';
import '../../../ui/patterns.css';
import './housing.css';

// Fetched with the page, not only once somebody is known to be signed in.
const program = import('./HousingMap.tsx');
program.catch(() => undefined);
const HousingMap = fetchedMap(() => program);

/** The map of buildings, the search above it, and beside it the 楼盘表 of the one chosen (`?building=`). */
export function MapTab() {
  const [params, setParams] = useSearchParams();
  const chosen = params.get('building');
  const choose = (id: string) => setParams({ building: id });
  const query = useBuilding(chosen);
  // Asked for while the program of the map is fetched, which waits for it.
  useQuery(extentQuery);
  const there = query.data && query.data.id === chosen ? query.data : undefined;
  const [lng, lat] = [there?.lng ?? null, there?.lat ?? null];
  const at = useMemo(() => (lng !== null && lat !== null ? { lng, lat } : null), [lng, lat]);
  // A link to a building waits until it is known where that stands; from then on the map stays.
  const [shown, show] = useState(chosen === null);
  const known = there !== undefined || query.isError;
  useEffect(() => {
    if (known) show(true);
  }, [known]);
  return (
    <div className="hy-housing" data-open={chosen ? 'true' : undefined}>
      <section className="hy-housing-map" aria-label="房屋地图">
        <Finder onBuilding={choose} />
        {shown && <HousingMap chosen={chosen} at={at} onChoose={choose} />}
        <MapLegend />
      </section>
      <section className="hy-housing-side" aria-label="建筑">
        {chosen ? (
          <Answered query={query} missing={{ title: '没有这栋建筑', back: '回到地图', to: '/housing' }}>
            {(building) => <BuildingPanel building={building} onClose={() => setParams({})} />}
          </Answered>
        ) : (
          <Empty
            image={Empty.PRESENTED_IMAGE_SIMPLE}
            description="点选地图上的建筑，或按地址查找，查看楼盘表。"
          />
        )}
      </section>
    </div>
  );
}

function BuildingPanel({ building, onClose }: { building: BuildingDetail; onClose: () => void }) {
  return (
    <>
      <div className="hy-housing-head">
        <h2>
          <Link to={`/housing/buildings/${building.id}`}>{building.name}</Link>
        </h2>
        <Button size="small" onClick={onClose}>
          关闭
        </Button>
      </div>
      <p className="hy-muted">
        {[
          building.address,
          KINDS[building.kind],
          building.area?.name ?? '未落格',
          `${building.floors} 层 ${building.houses} 套`,
        ]
          .filter(Boolean)
          .join(' · ')}
        {building.estate && (
          <>
            {' · '}
            <Link to={`/housing/estates/${building.estate.id}`}>{building.estate.name}</Link>
          </>
        )}
      </p>
      <Matrix building={building} to={(house) => `/housing/houses/${house}`} />
    </>
  );
}

function MapLegend() {
  const drawn = [
    ...Object.values(STATES).map(({ word, ...look }) => ({ ...look, word: `多为${word}` })),
    NO_ROOMS,
  ];
  return (
    <ul className="hy-housing-legend" aria-label="图例">
      {drawn.map(({ word, fill, pattern }) => (
        <li key={word}>
          <i className="hy-pattern" data-pattern={pattern} style={{ '--tone-fill': fill } as CSSProperties} />
          {word}
        </li>
      ))}
      <li>
        <i className="hy-housing-care" />
        有关爱对象
      </li>
    </ul>
  );
}
