import { Alert, Button, Dropdown, Tag } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { may, useMe } from '../../../api/session.ts';
import { DetailPage } from '../../../ui/console/DetailPage.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { FillForm } from '../../ledger/console/FillForm.tsx';
import { aboutOf, type Detail, ERASE, STATES, usePerson } from '../resident.ts';
import { AskErasureForm, ErasureAsked } from './AskErasure.tsx';
import { CareBox } from './CareBox.tsx';
import { EraseForm } from './EraseForm.tsx';
import { Homes } from './Homes.tsx';
import { Household } from './Household.tsx';
import { Items } from './Items.tsx';
import { MergeForm } from './MergeForm.tsx';
import { Merges } from './Merges.tsx';
import { MoveForm } from './MoveForm.tsx';
import { Story } from './Story.tsx';
import { Tags } from './Tags.tsx';
import '../../matter/story.css';
import '../../matter/console/matter.css';
import '../resident.css';

/** One person: every value with its source, homes over time, household, tags, and what was said when. */
export default function PersonPage() {
  const { id = '' } = useParams();
  const query = usePerson(id);
  return (
    <DetailPage query={query} back={{ to: '/residents', name: '人员' }} missing="没有这个人员">
      {(person) => <Known person={person} />}
    </DetailPage>
  );
}

function Known({ person }: { person: Detail }) {
  if (person.merged_into)
    return (
      <Alert
        type="info"
        showIcon
        title="这条记录已并入另一条"
        action={<Link to={`/residents/${person.merged_into}`}>打开现在的记录</Link>}
      />
    );
  if (person.state === 'erased')
    return <Alert type="info" showIcon title="这个人员的信息已按规定删除，只留有删除证明。" />;
  return (
    <div className="hy-matter-page">
      <div>
        <ErasureAsked person={person} />
        <Dead person={person} />
        <Head person={person} />
        <Items person={person} />
        <Story person={person} />
      </div>
      <div>
        <Homes person={person} />
        <Household person={person} />
        <Tags person={person} />
        <CareBox person={person} />
        <Merges person={person} />
      </div>
    </div>
  );
}

/** That somebody is registered as dead, and how it is corrected: on purpose, not by a move like any other. */
function Dead({ person }: { person: Detail }) {
  const [open, setOpen] = useState(false);
  if (person.state !== 'dead') return null;
  return (
    <>
      <Alert
        type="warning"
        showIcon
        className="hy-form-fault"
        title="已登记死亡，不再列入在住。"
        {...(person.abilities.edit && {
          description: '登记有误的，在“来源记录”里撤回那一条，恢复为之前的住处；住处已变的，重新迁入。',
          action: (
            <Button size="small" onClick={() => setOpen(true)}>
              死亡登记有误，重新迁入
            </Button>
          ),
        })}
      />
      {open && <MoveForm person={person} way="in" onClose={() => setOpen(false)} />}
    </>
  );
}

type Open = 'in' | 'out' | 'merge' | 'ask' | 'erase' | null;

function Head({ person }: { person: Detail }) {
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  return (
    <section className="hy-panel">
      <h2 className="hy-matter-title">
        {person.name}
        <Tag color={person.state === 'present' ? 'success' : undefined}>{STATES[person.state]}</Tag>
        {person.waiting > 0 && <Tag color="warning">待核对 {person.waiting}</Tag>}
        <Tools person={person} onOpen={setOpen} />
      </h2>
      <p className="hy-matter-facts">
        <span>{aboutOf(person)}</span>
        <span>{person.area_name}</span>
        <span>
          {person.house_id ? (
            <Link to={`/housing/houses/${person.house_id}`}>{person.address}</Link>
          ) : (
            '没有登记住处'
          )}
        </span>
        <span className="hy-muted">
          更新于 <TimeAgo at={person.changed_at} />
        </span>
      </p>
      {(open === 'in' || open === 'out') && <MoveForm person={person} way={open} onClose={close} />}
      {open === 'merge' && <MergeForm person={person} onClose={close} />}
      {open === 'ask' && <AskErasureForm person={person} onClose={close} />}
      {open === 'erase' && <EraseForm person={person} onClose={close} />}
    </section>
  );
}

function Tools({ person, onOpen }: { person: Detail; onOpen: (open: Open) => void }) {
  const go = useNavigate();
  const { data: me } = useMe();
  const { edit, decide } = person.abilities;
  const dead = person.state === 'dead';
  const rare = [
    ...(decide ? [{ key: 'merge', label: '合并另一条记录' }] : []),
    ...(edit ? [{ key: 'ask', label: '申请删除' }] : []),
    ...(may(me, ERASE) ? [{ key: 'erase', label: '彻底删除', danger: true }] : []),
  ];
  return (
    <span className="hy-panel-tool">
      {edit && (
        <>
          <Button type="primary" onClick={() => void go(`/residents/${person.id}/edit`)}>
            修改
          </Button>
          {!dead && <Button onClick={() => onOpen('in')}>{person.house_id ? '搬家' : '迁入'}</Button>}
          {person.state !== 'left' && !dead && <Button onClick={() => onOpen('out')}>迁出</Button>}
        </>
      )}
      {may(me, 'resident:export') && <FillForm from="人员页选中" find={() => [person]} />}
      {rare.length > 0 && (
        <Dropdown menu={{ items: rare, onClick: ({ key }) => onOpen(key as Open) }} trigger={['click']}>
          <Button aria-label="更多操作">更多</Button>
        </Dropdown>
      )}
    </span>
  );
}
