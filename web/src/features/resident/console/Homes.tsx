import { Button, Form, Radio, Tag } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../../api/client.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { UndoLink } from '../../../ui/console/UndoLink.tsx';
import { type Detail, type Home, KINDS, peopleChanged } from '../resident.ts';
import { DayField } from './DayField.tsx';
import { type HouseChoice, HouseSelect } from './HouseSelect.tsx';

const spanOf = ({ from_on, to_on }: Home): string =>
  to_on ? `${from_on ?? '起始不详'} 至 ${to_on}` : from_on ? `${from_on} 起` : '现在';

/** Where a person lived, owned, rented and was registered: what holds now first, then what was. */
export function Homes({ person }: { person: Detail }) {
  const [adding, add] = useState(false);
  return (
    <section className="hy-panel">
      <h2>
        住处与房产
        {person.abilities.edit && (
          <span className="hy-panel-tool">
            <Button size="small" onClick={() => add(true)}>
              添加关系
            </Button>
          </span>
        )}
      </h2>
      {person.homes.length === 0 ? (
        <p className="hy-muted">没有登记住处。</p>
      ) : (
        <ol className="hy-person-homes">
          {person.homes.map((home) => (
            <li key={home.id} data-past={home.to_on !== null}>
              <span className="hy-person-when">{spanOf(home)}</span>
              <span>
                <Tag color={home.to_on ? undefined : 'processing'}>{KINDS[home.kind]}</Tag>
                <Link to={`/housing/houses/${home.house_id}`}>{home.address}</Link>
              </span>
              <span className="hy-muted">
                {home.source}
                {person.abilities.edit && !home.to_on && home.kind !== 'lives' && (
                  <UndoLink
                    title={`结束${KINDS[home.kind]}关系？`}
                    description="到今天为止，以前的记录保留。"
                    okText="结束"
                    cancelText="不结束"
                    done={`已结束${KINDS[home.kind]}关系`}
                    send={() => api.post(`/api/residents/${person.id}/homes/${home.id}/end`, {})}
                    after={peopleChanged}
                  >
                    结束
                  </UndoLink>
                )}
              </span>
            </li>
          ))}
        </ol>
      )}
      {adding && <AddForm person={person} onClose={() => add(false)} />}
    </section>
  );
}

interface Added {
  house: HouseChoice;
  kind: 'owner' | 'tenant' | 'registered';
  on?: string;
}

function AddForm({ person, onClose }: { person: Detail; onClose: () => void }) {
  const send = async ({ house, kind, on }: Added) => {
    await api.post(`/api/residents/${person.id}/homes`, { house: house.value, kind, ...(on && { on }) });
    await peopleChanged();
    onClose();
  };
  return (
    <FormModal<Added>
      title="添加与房屋的关系"
      submit="添加"
      initial={{ kind: 'owner' }}
      onSubmit={send}
      onClose={onClose}
    >
      <Form.Item name="kind" label="关系" extra="搬来住请用“搬家”或“迁入”办理。">
        <Radio.Group
          options={(['owner', 'tenant', 'registered'] as const).map((value) => ({
            value,
            label: KINDS[value],
          }))}
        />
      </Form.Item>
      <Form.Item name="house" label="房屋" rules={[{ required: true, message: '请选择房屋' }]}>
        <HouseSelect />
      </Form.Item>
      <DayField name="on" label="从哪天起" />
    </FormModal>
  );
}
