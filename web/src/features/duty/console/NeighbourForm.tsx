import { Form, Input, Select, Switch } from 'antd';
import { api } from '../../../api/client.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { type Neighbour, neighbourKinds, optionsOf, refresh, type Team } from '../duty.ts';

interface Values {
  kind: string;
  parent?: string;
  name: string;
  head?: string;
  place?: string;
  phone?: string;
  ended?: boolean;
}

/** A piece of the neighbour organisation, or a building head; new, changed or dissolved. */
export function NeighbourForm(props: { team: Team; neighbour?: Neighbour; onClose: () => void }) {
  const { team, neighbour, onClose } = props;
  const save = async ({ kind, phone, ...said }: Values, client_id: string) => {
    const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value));
    const typed = phone?.trim() ?? '';
    const changed = typed === (neighbour?.phone ?? '') ? {} : { phone: typed || null };
    if (neighbour)
      await api.patch(`/api/neighbour-units/${neighbour.id}`, {
        version: neighbour.version,
        ...given,
        ...changed,
      });
    else
      await api.post('/api/neighbour-units', { client_id, area: team.area.id, kind, ...given, ...changed });
    await refresh('duty_neighbour', 'duty_member');
    onClose();
  };
  const others = team.neighbours.filter((one) => one.id !== neighbour?.id && one.kind !== 'building_head');
  return (
    <FormModal<Values>
      title={neighbour ? `修改：${neighbour.name}` : '添加邻里组织'}
      submit="保存"
      draftKey={`neighbour:${neighbour?.id ?? team.area.id}`}
      initial={
        neighbour && {
          ...{ kind: neighbour.kind, name: neighbour.name, parent: neighbour.parent ?? undefined },
          ...{ head: neighbour.head ?? undefined, place: neighbour.place ?? undefined },
          phone: neighbour.phone ?? undefined,
        }
      }
      onSubmit={save}
      onClose={onClose}
    >
      <Form.Item name="kind" label="种类" rules={[{ required: true, message: '请选择种类' }]}>
        <Select options={optionsOf(neighbourKinds)} disabled={Boolean(neighbour)} />
      </Form.Item>
      <Form.Item
        name="name"
        label="名称"
        rules={[{ required: true, whitespace: true, message: '请填写名称' }]}
      >
        <Input maxLength={60} placeholder="如：第二网格党支部" />
      </Form.Item>
      <Form.Item name="parent" label="上级组织">
        <Select
          allowClear
          options={others.map((one) => ({ value: one.id, label: `${one.kind_name} · ${one.name}` }))}
          notFoundContent="还没有上级组织"
        />
      </Form.Item>
      <Form.Item name="head" label="负责人">
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="place" label="楼栋或位置">
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="phone" label="工作电话">
        <Input maxLength={20} inputMode="tel" />
      </Form.Item>
      {neighbour && (
        <Form.Item name="ended" label="已撤销" valuePropName="checked">
          <Switch />
        </Form.Item>
      )}
    </FormModal>
  );
}
