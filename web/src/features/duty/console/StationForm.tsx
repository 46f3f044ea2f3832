import { Form, Input } from 'antd';
import { api } from '../../../api/client.ts';
import type { Point } from '../../../api/types.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { LateMap } from '../../../ui/LateMap.tsx';
import { refresh, type Team } from '../duty.ts';

interface Values {
  name: string;
  address: string;
  hours?: string;
  phone?: string;
  point?: Point | null;
}
type Station = Team['stations'][number];

/** The station of a grid: what it is called, where it is (a click on the map), when it is open. */
export function StationForm(props: { team: Team; station?: Station; onClose: () => void }) {
  const { team, station, onClose } = props;
  const save = async (values: Values) => {
    const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value));
    await api.put(`/api/grid-stations/${team.area.id}`, { version: station?.version ?? 0, ...given });
    await refresh('duty_station', 'duty_member');
    onClose();
  };
  return (
    <FormModal<Values>
      title={station ? '修改工作站' : '设立工作站'}
      submit="保存"
      draftKey={`station:${team.area.id}`}
      initial={
        station
          ? {
              ...{ name: station.name, address: station.address, point: station.point },
              ...{ hours: station.hours ?? undefined, phone: station.phone ?? undefined },
            }
          : { name: `${team.area.name}工作站` }
      }
      onSubmit={save}
      onClose={onClose}
      width={640}
    >
      <Form.Item
        name="name"
        label="名称"
        rules={[{ required: true, whitespace: true, min: 2, message: '请填写名称' }]}
      >
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item
        name="address"
        label="地址"
        rules={[{ required: true, whitespace: true, min: 2, message: '请填写地址' }]}
      >
        <Input maxLength={120} />
      </Form.Item>
      <Form.Item name="point" label="位置" extra="在地图上点一下。">
        <PointField />
      </Form.Item>
      <Form.Item name="hours" label="开放时间">
        <Input maxLength={100} placeholder="如：周一至周五 8:30—17:30" />
      </Form.Item>
      <Form.Item name="phone" label="站点电话" extra="公开给所有人。">
        <Input maxLength={20} inputMode="tel" />
      </Form.Item>
    </FormModal>
  );
}

function PointField({ value, onChange }: { value?: Point | null; onChange?: (point: Point) => void }) {
  return (
    <div style={{ height: 260 }}>
      <LateMap point={value ?? undefined} onPick={(point) => onChange?.(point)} zoom={15} />
    </div>
  );
}
