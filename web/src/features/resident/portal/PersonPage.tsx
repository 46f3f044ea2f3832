import { ActionSheet, Button, List, Skeleton, Toast } from 'antd-mobile';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { sayError } from '../../../api/errors.ts';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { Watermark } from '../../../ui/portal/Watermark.tsx';
import { Rooms } from '../../housing/portal/Rooms.tsx';
import {
  aboutOf,
  type Detail,
  KINDS,
  OUT,
  PURPOSES,
  type Shown,
  STATES,
  textOf,
  usePerson,
  useWhole,
} from '../resident.ts';
import { FindSheet } from './FindSheet.tsx';
import { moveNow, moveOut } from './ways.ts';
import '../resident.css';

/** One person on the phone: what is known, masked; moving on and out with two taps. */
export default function PersonPage() {
  const { id = '' } = useParams();
  const query = usePerson(id);
  return (
    <PortalPage title={query.data?.name ?? '人员'} back>
      {query.isPending && <Skeleton.Paragraph animated lineCount={8} />}
      {query.isError && <Fault whole error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && (
        <Watermark>
          <Known person={query.data} />
        </Watermark>
      )}
    </PortalPage>
  );
}

function Known({ person }: { person: Detail }) {
  const go = useNavigate();
  const lived = person.homes.filter(({ to_on }) => to_on === null);
  return (
    <>
      <section className="hy-card">
        <h2>{[STATES[person.state], aboutOf(person)].filter(Boolean).join(' · ')}</h2>
        <p className="hy-muted">{person.area_name}</p>
        {person.abilities.edit && person.state !== 'merged' && <Ways person={person} />}
      </section>
      {lived.length > 0 && (
        <List mode="card" header="住处与房产" style={{ margin: 0 }}>
          {lived.map((home) => (
            <List.Item
              key={home.id}
              extra={KINDS[home.kind]}
              onClick={() => void go(`/housing/houses/${home.house_id}`)}
            >
              {home.address}
            </List.Item>
          ))}
        </List>
      )}
      <Items person={person} />
      {person.household.length > 0 && (
        <List mode="card" header="同户人员" style={{ margin: 0 }}>
          {person.household.map((other) => (
            <List.Item
              key={other.id}
              description={aboutOf(other)}
              onClick={() => void go(`/people/${other.id}`)}
            >
              {other.name}
            </List.Item>
          ))}
        </List>
      )}
    </>
  );
}

/** On to another house or out of this one: the second tap does it. */
function Ways({ person }: { person: Detail }) {
  const [open, setOpen] = useState<'on' | 'out' | null>(null);
  const close = () => setOpen(null);
  const dead = person.state === 'dead';
  const out = (way: (typeof OUT)[number]) => {
    close();
    void moveOut(person, way);
  };
  const into = (house: { id: string; address: string }) => {
    close();
    void moveNow(person.id, { version: person.version, house: house.id }, `已搬到${house.address}`);
  };
  return (
    <div className="hy-person-ways">
      {dead ? (
        <Button size="small" fill="none" onClick={() => setOpen('on')}>
          死亡登记有误，重新迁入
        </Button>
      ) : (
        <Button block color="primary" onClick={() => setOpen('on')}>
          {person.house_id ? '搬家' : '迁入'}
        </Button>
      )}
      {person.state !== 'left' && !dead && (
        <Button block onClick={() => setOpen('out')}>
          迁出
        </Button>
      )}
      <ActionSheet
        visible={open === 'out'}
        extra={`${person.name}：从今天起`}
        cancelText="取消"
        actions={OUT.map((way) => ({ ...way, onClick: () => out(way) }))}
        onClose={close}
      />
      <FindSheet
        open={open === 'on'}
        onClose={close}
        placeholder="搬到哪里：如 雅苑1-1-502"
        hint="查到房屋后点一下，就从今天起住在那里。"
      >
        {(q) => <Rooms q={q} onOpen={into} />}
      </FindSheet>
    </div>
  );
}

const ELSEWHERE = new Set(['home', 'presence', 'name']);

/** What is masked opens with a tap on it and one on what it is needed for. */
function Items({ person }: { person: Detail }) {
  const [asked, ask] = useState<Shown>();
  const { whole, look } = useWhole(person.id);
  const open = async (purpose: string) => {
    const item = asked?.item;
    ask(undefined);
    if (!item) return;
    await look([item], purpose).catch((error: unknown) => Toast.show({ content: sayError(error) }));
  };
  const closed = (shown: Shown) => shown.masked && whole[shown.item] === undefined && person.abilities.unmask;
  return (
    <>
      <List mode="card" header="登记信息" style={{ margin: 0 }}>
        {person.items
          .filter(({ item }) => !ELSEWHERE.has(item))
          .map((shown) => (
            <List.Item
              key={shown.item}
              title={shown.name}
              extra={closed(shown) ? '查看' : shown.open ? '待核对' : undefined}
              onClick={closed(shown) ? () => ask(shown) : undefined}
              arrowIcon={false}
            >
              {whole[shown.item] === undefined ? (
                textOf(shown.words ?? shown.value)
              ) : (
                <mark className="hy-person-whole">{whole[shown.item]}</mark>
              )}
            </List.Item>
          ))}
      </List>
      <ActionSheet
        visible={asked !== undefined}
        extra={`查看${asked?.name ?? ''}用于什么？谁在什么时候、为什么查看都会留下记录`}
        cancelText="取消"
        actions={PURPOSES.map((text) => ({ key: text, text, onClick: () => void open(text) }))}
        onClose={() => ask(undefined)}
      />
    </>
  );
}
