import { Alert, Button } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { Answered } from '../../../ui/console/Answered.tsx';
import { FactRows } from '../../../ui/console/FactRows.tsx';
import { HousePeople } from '../../resident/console/HousePeople.tsx';
import { floorName, type HouseDetail, lookOf, USES, useBuilding, useHouse } from '../housing.ts';
import { Matrix } from '../Matrix.tsx';
import { HouseForm, MergeForm, SplitForm } from './HouseForms.tsx';
import { RetireButton } from './RetireButton.tsx';
import '../../matter/story.css';
import '../../matter/console/matter.css';
import './housing.css';

/** One house: what it is, what became of it, and who lives there. */
export default function HousePage() {
  const { id = '' } = useParams();
  const query = useHouse(id);
  return (
    <>
      <div className="hy-matter-bar">
        <Link to={query.data ? `/housing/buildings/${query.data.building}` : '/housing'}>
          ‹ {query.data?.building_name ?? '房屋地图'}
        </Link>
      </div>
      <Answered query={query} missing={{ title: '没有这套房屋', back: '回到房屋地图', to: '/housing' }}>
        {(house) => <House house={house} />}
      </Answered>
    </>
  );
}

type Open = 'change' | 'merge' | 'split' | null;

function House({ house }: { house: HouseDetail }) {
  const go = useNavigate();
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  return (
    <div className="hy-housing-page">
      <div className="hy-stack">
        {house.retired && <Alert type="warning" showIcon title={<Became house={house} />} />}
        <HousePeople house={house} closed={house.retired} />
        <section className="hy-panel">
          <h2>{house.building_name}</h2>
          <Around house={house} />
        </section>
      </div>
      <section className="hy-panel">
        <h2>{house.address}</h2>
        {house.edits && (
          <p className="hy-housing-tools">
            <Button size="small" onClick={() => setOpen('change')}>
              修改
            </Button>
            <Button size="small" onClick={() => setOpen('merge')}>
              合并
            </Button>
            <Button size="small" onClick={() => setOpen('split')}>
              拆分
            </Button>
            <RetireButton
              what="房屋"
              url={`/api/housing/houses/${house.id}/retire`}
              version={house.version}
              note={`“${house.address}”将不再出现在楼盘表中。`}
              onDone={() => void go(`/housing/buildings/${house.building}`)}
            />
          </p>
        )}
        <FactRows rows={factsOf(house)} />
      </section>
      {open === 'change' && <HouseForm house={house} onClose={close} />}
      {open === 'merge' && <MergeForm house={house} onClose={close} />}
      {open === 'split' && <SplitForm house={house} onClose={close} />}
    </div>
  );
}

/** The rooms around it. */
function Around({ house }: { house: HouseDetail }) {
  const query = useBuilding(house.building);
  return (
    <Answered query={query}>
      {(building) => (
        <Matrix building={building} to={(other) => `/housing/houses/${other}`} chosen={house.id} />
      )}
    </Answered>
  );
}

const Became = ({ house }: { house: HouseDetail }) => (
  <>
    这套房屋已注销
    {house.became.map((next) => (
      <span key={next.id}>
        ，并入 <Link to={`/housing/houses/${next.id}`}>{next.number}</Link>
      </span>
    ))}
    。
  </>
);

function factsOf(house: HouseDetail): [string, React.ReactNode][] {
  return [
    [
      '建筑',
      <Link key="building" to={`/housing/buildings/${house.building}`}>
        {house.building_name}
      </Link>,
    ],
    [
      '小区',
      house.estate ? (
        <Link key="estate" to={`/housing/estates/${house.estate.id}`}>
          {house.estate.name}
        </Link>
      ) : (
        '不属于小区'
      ),
    ],
    ['网格', house.area?.full_name ?? '未落格'],
    ['楼层', floorName(house.floor)],
    ['门牌', `${house.unit_name ?? ''}${house.number}`],
    ['用途', USES[house.use]],
    ['面积', house.area_m2 === null ? '未填' : `${house.area_m2} 平方米`],
    [
      '状态',
      `${lookOf(house.state).word}${house.people ? `，现住 ${house.people} 人` : ''}${house.care ? '，有关爱对象' : ''}`,
    ],
    ['标准地址编码', house.address_code || '未取得'],
  ];
}
