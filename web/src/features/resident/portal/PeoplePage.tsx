import { Button, List, SearchBar } from 'antd-mobile';
import { useDeferredValue, useState } from 'react';
import { useNavigate } from 'react-router';
import { may, useMe } from '../../../api/session.ts';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { RowList } from '../../../ui/portal/RowList.tsx';
import { Watermark } from '../../../ui/portal/Watermark.tsx';
import { aboutOf, EDIT, type Row, STATES } from '../resident.ts';
import '../resident.css';

/** The people of one's ground on the phone: found by name, ID number or phone number. */
export default function PeoplePage() {
  const go = useNavigate();
  const { data: me } = useMe();
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  return (
    <PortalPage
      title="人员"
      back
      right={
        may(me, EDIT) && (
          <Button size="small" fill="none" color="primary" onClick={() => void go('/people/new')}>
            登记
          </Button>
        )
      }
    >
      <Watermark>
        <SearchBar value={typed} onChange={setTyped} placeholder="姓名、身份号码、手机号" />
        <List mode="card" style={{ margin: 0 }}>
          <List.Item onClick={() => void go('/housing')}>按房屋查找</List.Item>
        </List>
        <People q={q} onOpen={(person) => void go(`/people/${person.id}`)} />
      </Watermark>
    </PortalPage>
  );
}

/** A list of persons as the search asks for them; a tap says which. */
export const People = ({ q, onOpen }: { q: string; onOpen: (person: Row) => void }) => (
  <RowList<Row>
    noun="person"
    url="/api/residents"
    asked={{ q }}
    empty={q ? '没有找到，换几个字试试。' : '您负责的网格里还没有登记人员。'}
    row={(person) => (
      <List.Item
        key={person.id}
        description={[aboutOf(person), person.address].filter(Boolean).join(' · ')}
        extra={person.state === 'present' ? person.phone : STATES[person.state]}
        onClick={() => onOpen(person)}
      >
        {person.name}
      </List.Item>
    )}
  />
);
