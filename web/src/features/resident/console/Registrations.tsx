import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input, Tag } from 'antd';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { peopleChanged, WHOLE_MS } from '../resident.ts';
import { type HouseChoice, HouseSelect } from './HouseSelect.tsx';
import { LookDialog } from './LookDialog.tsx';
import { Queue } from './Queue.tsx';

type Item = Answer<'listRegistrations'>['items'][number];
type Registration = Answer<'readRegistration'>;

const RELATIONS: Record<Registration['relation'], string> = {
  owner: '业主自住',
  tenant: '租住',
  lives: '借住等',
};

/** What residents said of themselves, beside what is known; accepted into the registry, or sent back with the reason. */
export function Registrations() {
  return (
    <Queue<Item>
      noun="registration"
      url="/api/registrations"
      idOf={(row) => row.id}
      label={(row) => (
        <>
          <span>
            <b>{row.kind === 'correction' ? '更正本人信息' : `家庭登记，${row.people} 人`}</b>
          </span>
          <span className="hy-muted">
            {row.address} · <TimeAgo at={row.created_at} />
          </span>
        </>
      )}
      empty="没有等待核对的居民自报。"
      onClick="请点开一份登记核对。"
    >
      {(row) => <One key={row.id} id={row.id} />}
    </Queue>
  );
}

function One({ id }: { id: string }) {
  const query = useQuery({
    queryKey: ['registration', id],
    queryFn: () => api.get<Registration>(`/api/registrations/${id}`),
  });
  return (
    <Answered query={query} missing={{ title: '没有这份登记', back: '回到核对', to: '/conflicts' }}>
      {(registration) => <Known registration={registration} />}
    </Answered>
  );
}

/** What was typed, masked; whole for a minute when asked for with a purpose, which is kept as a look. */
function useWholeMembers({ id, members }: Registration) {
  const [whole, show] = useState<Registration['members']>();
  useEffect(() => {
    if (!whole) return;
    const timer = setTimeout(() => show(undefined), WHOLE_MS);
    return () => clearTimeout(timer);
  }, [whole]);
  const look = async (purpose: string) =>
    show((await api.get<Registration>(`/api/registrations/${id}`, { purpose })).members);
  return { members: whole ?? members, whole: whole !== undefined, look };
}

function Known({ registration }: { registration: Registration }) {
  const { phone, relation, address, area_name, kind, state } = registration;
  const { members, whole, look } = useWholeMembers(registration);
  const [asking, ask] = useState(false);
  return (
    <section className="hy-panel">
      <h2 className="hy-matter-title">
        {kind === 'correction' ? '更正本人信息' : '家庭登记'}
        <Tag>{RELATIONS[relation]}</Tag>
      </h2>
      <p className="hy-matter-facts">
        <span>{address}</span>
        <span>{area_name}</span>
        {phone && <span>提交人 {phone}</span>}
        <span className="hy-muted">
          <TimeAgo at={registration.created_at} /> 提交
        </span>
      </p>
      {members.map((member, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the members of a registration have no name of their own and never change their order.
        <Member key={at} member={member} />
      ))}
      {members.length > 0 && !whole && (
        <p>
          <Button size="small" onClick={() => ask(true)}>
            核对原件
          </Button>
        </p>
      )}
      {asking && <LookDialog name="居民填写的原件" onLook={look} onClose={() => ask(false)} />}
      {state === 'waiting' && registration.abilities.decide && <Ways registration={registration} />}
    </section>
  );
}

function Member({ member }: { member: Registration['members'][number] }) {
  return (
    <div className="hy-queue-member">
      <h3>
        {member.self ? '本人' : '家庭成员'}
        {member.person ? (
          <Link to={`/residents/${member.person}`}>已登记的人员</Link>
        ) : (
          <Tag color="processing">新登记</Tag>
        )}
      </h3>
      {member.warnings.length > 0 && (
        <Alert type="warning" showIcon title={member.warnings.join('；')} className="hy-form-fault" />
      )}
      <table className="hy-queue-fields">
        <thead>
          <tr>
            <th scope="col">项</th>
            <th scope="col">居民填写</th>
            <th scope="col">已登记</th>
          </tr>
        </thead>
        <tbody>
          {member.fields.map((field) => (
            <tr key={field.item} data-differs={field.differs}>
              <th scope="row">{field.name}</th>
              <td>{field.said}</td>
              <td>
                {field.known ?? <span className="hy-muted">没有</span>}
                {field.differs && <Tag color="warning">不一致</Tag>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A house the resident did not find in the list, or found wrongly, is chosen here before the household is taken in. */
function Ways({ registration }: { registration: Registration }) {
  const { message } = App.useApp();
  const { house_id, address } = registration;
  const [house, setHouse] = useState<HouseChoice | undefined>(
    house_id ? { value: house_id, label: address } : undefined,
  );
  const [refusing, refuse] = useState(false);
  const [busy, setBusy] = useState(false);
  const housed = registration.kind === 'household';
  const accept = async () => {
    setBusy(true);
    try {
      await api.post(`/api/registrations/${registration.id}/accept`, {
        version: registration.version,
        ...(housed && house && { house: house.value }),
      });
      message.success('已登记入册');
    } catch (error) {
      message.error(sayError(error));
    }
    setBusy(false);
    await peopleChanged();
  };
  return (
    <>
      {housed && (
        <div className="hy-queue-house">
          <label htmlFor="registration-house">住在哪套房屋</label>
          <HouseSelect id="registration-house" value={house} onChange={setHouse} />
        </div>
      )}
      <p className="hy-queue-ways">
        <Button type="primary" loading={busy} disabled={housed && !house} onClick={() => void accept()}>
          核对无误，登记入册
        </Button>
        <Button onClick={() => refuse(true)}>退回</Button>
      </p>
      {refusing && <RefuseForm registration={registration} onClose={() => refuse(false)} />}
    </>
  );
}

function RefuseForm({ registration, onClose }: { registration: Registration; onClose: () => void }) {
  const send = async ({ reason }: { reason: string }) => {
    await api.post(`/api/registrations/${registration.id}/refuse`, { version: registration.version, reason });
    onClose();
    await peopleChanged();
  };
  return (
    <FormModal<{ reason: string }> title="退回这份登记" submit="退回" onSubmit={send} onClose={onClose}>
      <p className="hy-muted">居民会收到原因，可以改好再提交。</p>
      <Form.Item
        name="reason"
        label="退回原因"
        rules={[{ required: true, whitespace: true, min: 2, message: '请写明原因' }]}
      >
        <Input.TextArea maxLength={200} autoSize={{ minRows: 2 }} placeholder="如：房号与实际不符，请核对" />
      </Form.Item>
    </FormModal>
  );
}
