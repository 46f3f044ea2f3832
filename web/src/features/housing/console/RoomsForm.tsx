import { App, Form, InputNumber, Select } from 'antd';
import { api } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { between } from '../../../ui/form/between.ts';
import { type BuildingDetail, housingChanged } from '../housing.ts';
import { FloorFields } from './FloorFields.tsx';

interface Values {
  units: number;
  floors: number;
  basement: number;
  rooms: number;
  numbering: 'by-unit' | 'through' | 'plain';
  skip: string[];
}
const NUMBERINGS = [
  { value: 'by-unit', label: '各单元从 01 起（1单元502、2单元502）' },
  { value: 'through', label: '全层连续（1单元501、2单元503）' },
  { value: 'plain', label: '1、2、3 顺编' },
];

/** Makes the rooms of a building by a scheme; doors that are there stay as they are. Says beforehand how many there will be. */
export function RoomsForm({ building, onClose }: { building: BuildingDetail; onClose: () => void }) {
  const { message } = App.useApp();
  const save = async ({ skip, ...values }: Values) => {
    const floors = skip.map(Number).filter(Number.isInteger);
    const { made, kept } = await api.post<Answer<'generateRooms'>>(
      `/api/housing/buildings/${building.id}/rooms`,
      {
        version: building.version,
        ...values,
        skip: floors,
      },
    );
    await housingChanged();
    message.success(kept > 0 ? `新建 ${made} 套，已有 ${kept} 套不变` : `新建 ${made} 套`);
    onClose();
  };
  return (
    <FormModal<Values>
      title="批量生成房屋"
      submit="生成"
      initial={{
        units: building.matrix.units.length || 1,
        floors: building.floors,
        basement: building.basement,
        rooms: 2,
        numbering: 'by-unit',
        skip: [],
      }}
      draftKey={`rooms:${building.id}`}
      onSubmit={save}
      onClose={onClose}
    >
      <div className="hy-housing-pair">
        <Form.Item
          name="units"
          label="单元数"
          extra="没有单元填 0。"
          rules={[{ required: true, message: '请填写' }, between(0, 60)]}
        >
          <InputNumber style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item
          name="rooms"
          label="每单元每层户数"
          rules={[{ required: true, message: '请填写' }, between(1, 200)]}
        >
          <InputNumber style={{ width: '100%' }} />
        </Form.Item>
        <FloorFields />
      </div>
      <Form.Item name="numbering" label="门牌编法">
        <Select options={NUMBERINGS} />
      </Form.Item>
      <Form.Item name="skip" label="没有的楼层" extra="如跳过的 4、13 层，输入后回车。">
        <Select mode="tags" open={false} tokenSeparators={['，', ',', '、', ' ']} />
      </Form.Item>
      <Form.Item noStyle shouldUpdate>
        {(form) => <Count values={form.getFieldsValue() as Partial<Values>} />}
      </Form.Item>
    </FormModal>
  );
}

function Count({ values }: { values: Partial<Values> }) {
  const { units = 0, floors = 0, basement = 0, rooms = 0, skip = [] } = values;
  const left = skip
    .map(Number)
    .filter((floor) => floor !== 0 && floor <= floors && floor >= -basement).length;
  const count = Math.max(1, units) * Math.max(0, floors + basement - left) * rooms;
  return <p className="hy-muted">按此编排共 {count} 套；已有的门牌不变。</p>;
}
