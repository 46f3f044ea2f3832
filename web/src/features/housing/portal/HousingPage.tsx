import { List, SearchBar } from 'antd-mobile';
import { useDeferredValue, useState } from 'react';
import { useNavigate } from 'react-router';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { RowList } from '../../../ui/portal/RowList.tsx';
import { type Building, KINDS } from '../housing.ts';
import { Rooms, useRooms } from './Rooms.tsx';

/** The buildings of one's ground, and rooms by a part of their address. */
export default function HousingPage() {
  const go = useNavigate();
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  return (
    <PortalPage title="房屋" back>
      <SearchBar value={typed} onChange={setTyped} placeholder="楼栋或门牌，如 雅苑1-1-502" />
      {q && <Rooms q={q} header="房屋" empty={null} onOpen={({ id }) => void go(`/housing/houses/${id}`)} />}
      <Buildings q={q} />
    </PortalPage>
  );
}

function Buildings({ q }: { q: string }) {
  const go = useNavigate();
  const rooms = useRooms(q);
  // Of what is typed the rooms stand above: nothing was found where both are nothing.
  const nowhere = rooms.data?.items.length === 0 ? '没有找到这样的楼栋或房屋，换几个字试试。' : null;
  return (
    <RowList<Building>
      noun="building"
      url="/api/housing/buildings"
      asked={{ q }}
      header="楼栋"
      empty={q ? nowhere : '您负责的网格里还没有登记建筑。'}
      row={(building) => (
        <List.Item
          key={building.id}
          description={[KINDS[building.kind], building.area?.name, `${building.houses} 套`].join(' · ')}
          onClick={() => void go(`/housing/buildings/${building.id}`)}
        >
          {building.name}
        </List.Item>
      )}
    />
  );
}
