import { AutoComplete, Form, Input, InputNumber, Select } from 'antd';
import { api } from '../../../api/client.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { between } from '../../../ui/form/between.ts';
import {
  type BuildingDetail,
  type HouseDetail,
  housingChanged,
  options,
  USES,
  useBuilding,
} from '../housing.ts';

interface Values {
  unit?: string;
  number: string;
  floor: number;
  use?: string;
  area_m2?: number | null;
}

/** Adds a house to a building, or changes one that is given. */
export function HouseForm(props: { building?: BuildingDetail; house?: HouseDetail; onClose: () => void }) {
  const { building, house, onClose } = props;
  const save = async ({ unit, ...values }: Values, client_id: string) => {
    const body = { ...values, area_m2: values.area_m2 ?? null };
    if (house) await api.patch(`/api/housing/houses/${house.id}`, { version: house.version, ...body });
    else
      await api.post(`/api/housing/buildings/${building?.id}/houses`, {
        client_id,
        ...body,
        ...(unit?.trim() && { unit: unit.trim() }),
      });
    await housingChanged();
    onClose();
  };
  const initial = house
    ? { number: house.number, floor: house.floor, use: house.use, area_m2: house.area_m2 }
    : { floor: 1, use: building?.kind === 'residential' ? 'residential' : 'other' };
  return (
    <FormModal<Values>
      title={house ? '修改房屋' : '添加房屋'}
      submit="保存"
      initial={initial}
      draftKey={`house:${house?.id ?? building?.id}`}
      onSubmit={save}
      onClose={onClose}
    >
      <div className="hy-housing-pair">
        {building && (
          <Form.Item name="unit" label="单元" extra="没有单元不填；新的单元会一并建立。">
            <AutoComplete
              options={building.matrix.units.map(({ name }) => ({ value: name }))}
              maxLength={20}
            />
          </Form.Item>
        )}
        <Form.Item
          name="number"
          label="门牌号"
          rules={[{ required: true, whitespace: true, message: '请填写门牌号' }]}
        >
          <Input maxLength={20} placeholder="如：502" />
        </Form.Item>
        <Form.Item
          name="floor"
          label="楼层"
          extra="地下填负数。"
          rules={[{ required: true, message: '请填写楼层' }, between(-20, 200)]}
        >
          <InputNumber style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="use" label="用途">
          <Select options={options(USES)} />
        </Form.Item>
        <Form.Item
          name="area_m2"
          label="建筑面积（平方米）"
          rules={[between(0.01, 1_000_000, { whole: false })]}
        >
          <InputNumber style={{ width: '100%' }} />
        </Form.Item>
      </div>
    </FormModal>
  );
}

/** Takes other rooms of the floor into this one (打通). */
export function MergeForm({ house, onClose }: { house: HouseDetail; onClose: () => void }) {
  const { data: building } = useBuilding(house.building);
  const unit = building?.matrix.houses.find(({ id }) => id === house.id)?.unit;
  const others = (building?.matrix.houses ?? []).filter((room) => room.id !== house.id && room.unit === unit);
  const save = async (values: { with: string[]; number: string }) => {
    await api.post(`/api/housing/houses/${house.id}/merge`, { version: house.version, ...values });
    await housingChanged();
    onClose();
  };
  return (
    <FormModal<{ with: string[]; number: string }>
      title="合并房屋"
      submit="合并"
      initial={{ number: house.number, with: [] }}
      onSubmit={save}
      onClose={onClose}
    >
      <p className="hy-muted">登记在 {house.number} 的人不变；并入的房屋须先没有登记的人。</p>
      <Form.Item name="with" label="并入" rules={[{ required: true, message: '请选择并入的房屋' }]}>
        <Select
          mode="multiple"
          showSearch={{ optionFilterProp: 'label' }}
          options={others.map(({ id, number }) => ({ value: id, label: number }))}
        />
      </Form.Item>
      <Form.Item name="number" label="合并后的门牌号" rules={[{ required: true, message: '请填写门牌号' }]}>
        <Input maxLength={20} />
      </Form.Item>
    </FormModal>
  );
}

/** Makes several rooms of this one (分户). */
export function SplitForm({ house, onClose }: { house: HouseDetail; onClose: () => void }) {
  const save = async (values: { numbers: string[] }) => {
    await api.post(`/api/housing/houses/${house.id}/split`, { version: house.version, ...values });
    await housingChanged();
    onClose();
  };
  return (
    <FormModal<{ numbers: string[] }>
      title="拆分房屋"
      submit="拆分"
      initial={{ numbers: [`${house.number}-1`, `${house.number}-2`] }}
      onSubmit={save}
      onClose={onClose}
    >
      <p className="hy-muted">登记在这里的人先留在第一套，再逐人改到别的房屋。</p>
      <Form.Item
        name="numbers"
        label="拆分后的门牌号"
        extra="输入一个，回车，再输入下一个。"
        rules={[{ required: true, type: 'array', min: 2, message: '至少两个门牌号' }]}
      >
        <Select mode="tags" open={false} tokenSeparators={['，', ',', '、', ' ']} />
      </Form.Item>
    </FormModal>
  );
}
