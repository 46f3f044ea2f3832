import { Button } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { Answered } from '../../../ui/console/Answered.tsx';
import { FactRows } from '../../../ui/console/FactRows.tsx';
import { LateMap } from '../../../ui/LateMap.tsx';
import { PosterButton } from '../../registration/console/Poster.tsx';
import { type BuildingDetail, KINDS, useBuilding } from '../housing.ts';
import { Matrix } from '../Matrix.tsx';
import { BuildingForm } from './BuildingForm.tsx';
import { HouseForm } from './HouseForms.tsx';
import { RetireButton } from './RetireButton.tsx';
import { RoomsForm } from './RoomsForm.tsx';
import '../../matter/story.css';
import '../../matter/console/matter.css';
import './housing.css';

/** One building: its 楼盘表, what it is and where it stands; for who keeps it the forms. */
export default function BuildingPage() {
  const { id = '' } = useParams();
  const query = useBuilding(id);
  return (
    <>
      <div className="hy-matter-bar">
        <Link to={`/housing?building=${id}`}>‹ 房屋地图</Link>
      </div>
      <Answered query={query} missing={{ title: '没有这栋建筑', back: '回到房屋地图', to: '/housing' }}>
        {(building) => <Building building={building} />}
      </Answered>
    </>
  );
}

type Open = 'change' | 'rooms' | 'house' | null;

function Building({ building }: { building: BuildingDetail }) {
  const go = useNavigate();
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const { id, lng, lat, edits } = building;
  return (
    <div className="hy-housing-page">
      <section className="hy-panel">
        <h2>
          {building.name}
          {edits && (
            <span className="hy-housing-tools">
              <Button size="small" type="primary" onClick={() => setOpen('rooms')}>
                批量生成房屋
              </Button>
              <Button size="small" onClick={() => setOpen('house')}>
                添加房屋
              </Button>
            </span>
          )}
        </h2>
        <Matrix building={building} to={(house) => `/housing/houses/${house}`} />
      </section>
      <section className="hy-panel">
        <h2>
          建筑信息
          {edits && (
            <span className="hy-housing-tools">
              {building.area && (
                <PosterButton
                  scanned={{ building: id }}
                  name={doorSign(building)}
                  where={building.area.full_name}
                />
              )}
              <Button size="small" onClick={() => setOpen('change')}>
                修改
              </Button>
              <RetireButton
                what="建筑"
                url={`/api/housing/buildings/${id}/retire`}
                version={building.version}
                note={`“${building.name}”和它的 ${building.houses} 套房屋将不再出现在地图和列表中。`}
                onDone={() => void go('/housing')}
              />
            </span>
          )}
        </h2>
        {lng !== null && lat !== null && (
          <div className="hy-housing-small-map">
            <LateMap point={{ lng, lat }} zoom={16.5} />
          </div>
        )}
        <FactRows rows={factsOf(building)} />
      </section>
      {open === 'change' && <BuildingForm building={building} onClose={close} onSaved={close} />}
      {open === 'rooms' && <RoomsForm building={building} onClose={close} />}
      {open === 'house' && <HouseForm building={building} onClose={close} />}
    </div>
  );
}

/** The building as people around it call it: most names begin with the estate's already. */
const doorSign = ({ name, estate }: BuildingDetail): string =>
  estate && !name.startsWith(estate.name) ? `${estate.name} ${name}` : name;

function factsOf(building: BuildingDetail): [string, React.ReactNode][] {
  const { estate, area } = building;
  return [
    ['地址', building.address || '未填'],
    ['类型', KINDS[building.kind]],
    [
      '小区',
      estate ? (
        <Link key="estate" to={`/housing/estates/${estate.id}`}>
          {estate.name}
        </Link>
      ) : (
        '不属于小区'
      ),
    ],
    ['网格', area ? `${area.full_name}${building.area_by === 'hand' ? '（人工指定）' : ''}` : '未落格'],
    ['层数', `地上 ${building.floors} 层${building.basement ? `，地下 ${building.basement} 层` : ''}`],
    ['房屋', `${building.units > 0 ? `${building.units} 个单元，` : ''}${building.houses} 套`],
    ['标准地址编码', building.address_code || '未取得'],
  ];
}
