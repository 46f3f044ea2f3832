import { List, Skeleton } from 'antd-mobile';
import { useNavigate, useParams } from 'react-router';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { HousePeople } from '../../resident/portal/HousePeople.tsx';
import { floorName, type HouseDetail, lookOf, USES, useHouse } from '../housing.ts';

/** One house on the phone: what it is, and who lives there. */
export default function HousePage() {
  const { id = '' } = useParams();
  const query = useHouse(id);
  return (
    <PortalPage title={query.data ? `${query.data.unit_name ?? ''}${query.data.number}` : '房屋'} back>
      {query.isPending && <Skeleton.Paragraph animated lineCount={6} />}
      {query.isError && <Fault error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && !query.data.retired && <HousePeople house={query.data.id} />}
      {query.data && <House house={query.data} />}
    </PortalPage>
  );
}

function House({ house }: { house: HouseDetail }) {
  const go = useNavigate();
  const people = house.people ? `，现住 ${house.people} 人` : '';
  return (
    <List mode="card" style={{ margin: 0 }}>
      <List.Item>{house.address}</List.Item>
      <List.Item extra={house.building_name} onClick={() => void go(`/housing/buildings/${house.building}`)}>
        楼栋
      </List.Item>
      <List.Item extra={`${lookOf(house.state).word}${people}`}>状态</List.Item>
      {house.care && <List.Item extra="有">关爱对象</List.Item>}
      <List.Item extra={floorName(house.floor)}>楼层</List.Item>
      <List.Item extra={USES[house.use]}>用途</List.Item>
      {house.area_m2 !== null && <List.Item extra={`${house.area_m2} 平方米`}>面积</List.Item>}
    </List>
  );
}
