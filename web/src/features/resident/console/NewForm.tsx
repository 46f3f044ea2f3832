import { App, Button, Checkbox, DatePicker, Form } from 'antd';
import { Link, useNavigate } from 'react-router';
import { ApiError, api } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';
import { dayProps } from '../../../ui/console/dates.ts';
import { type AreaChoice, AreaSelect } from '../../area/console/AreaSelect.tsx';
import { changedOf, type Home, KINDS, peopleChanged, type Raw } from '../resident.ts';
import { type HouseChoice, HouseSelect } from './HouseSelect.tsx';
import { PersonForm, type Rest } from './PersonForm.tsx';

interface Held extends Rest {
  house?: HouseChoice;
  kinds?: Home['kind'][];
  area?: AreaChoice;
  from?: string;
  move?: boolean;
}

const filled = (values: Raw): Raw =>
  Object.fromEntries(Object.entries(changedOf(values, {})).filter(([, value]) => value !== null));

/** Registers a person, in a house when one is known; somebody registered elsewhere moves here. */
export function NewForm({ house }: { house: HouseChoice | undefined }) {
  const go = useNavigate();
  const { message } = App.useApp();
  const back = house ? `/housing/houses/${house.value}` : '/residents';
  const send = async (values: Raw, rest: Rest, client_id: string) => {
    const held = rest as Held;
    const made = await api.post<Answer<'createResident', 201>>('/api/residents', {
      client_id,
      values: filled(values),
      house: held.house?.value ?? null,
      kinds: held.kinds,
      ...(held.area && { area: held.area.value }),
      ...(held.from && { from: held.from }),
      ...(held.move && { move: true }),
    });
    message.success(made.doubles.length > 0 ? '已登记，可能与已有记录是同一人，请到“核对”确认' : '已登记');
    await peopleChanged();
    void go(house ? back : `/residents/${made.id}`);
  };
  return (
    <section className="hy-panel hy-person-form">
      <h2>登记人员</h2>
      <PersonForm
        draftKey={`person:new:${house?.value ?? ''}`}
        before={{}}
        rest={{ house, kinds: ['lives'] }}
        submit="登记"
        onSubmit={send}
        onCancel={() => void go(back)}
        note={known}
      >
        <Where />
      </PersonForm>
    </section>
  );
}

/** The record that is there already, for whoever may see it. */
function known(error: unknown) {
  const id = error instanceof ApiError && error.code === 'person_known' ? error.body.person : undefined;
  return typeof id === 'string' ? (
    <Link to={`/residents/${id}`}>
      <Button size="small">打开已有记录</Button>
    </Link>
  ) : null;
}

function Where() {
  return (
    <div className="hy-person-fields">
      <Form.Item name="house" label="住在哪套房屋" className="hy-person-wide">
        <HouseSelect />
      </Form.Item>
      <Form.Item name="kinds" label="与房屋的关系">
        <Checkbox.Group options={Object.entries(KINDS).map(([value, label]) => ({ value, label }))} />
      </Form.Item>
      <Form.Item name="from" label="从哪天起" {...dayProps}>
        <DatePicker style={{ width: '100%' }} placeholder="不详可不填" />
      </Form.Item>
      <Form.Item name="area" label="所属网格" extra="房屋已落在网格里时不用选。">
        <AreaSelect level="grid" />
      </Form.Item>
      <Form.Item
        name="move"
        valuePropName="checked"
        label="已在别处登记"
        extra="身份号码已登记在别处、本人搬来时勾选。"
      >
        <Checkbox>办理迁入</Checkbox>
      </Form.Item>
    </div>
  );
}
