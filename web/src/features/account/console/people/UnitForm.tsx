import { AutoComplete, Form, Input } from 'antd';
import { api } from '../../../../api/client.ts';
import type { Answer } from '../../../../api/types.ts';
import { FormModal } from '../../../../ui/console/FormModal.tsx';
import { RemoteSelect } from '../../../../ui/console/SchemaForm.tsx';
import type { Option } from '../../../../ui/form/fields.ts';
import { type AreaChoice, AreaSelect } from '../../../area/console/AreaSelect.tsx';
import { peopleChanged } from './data.ts';
import { unitKinds } from './kinds.ts';

type Unit = Answer<'getUnit'>;
interface Said {
  name: string;
  code?: string;
  kind: string;
  specialty?: string | null;
  area_id: AreaChoice;
  parent_id?: Option | null;
}

async function save(unit: Unit | undefined, said: Said): Promise<void> {
  const { code, area_id, parent_id, specialty, ...rest } = said;
  const body = {
    ...rest,
    area_id: area_id.value,
    parent_id: parent_id?.value ?? null,
    specialty: specialty?.trim() || null,
  };
  if (unit) await api.patch(`/api/units/${unit.id}`, { ...body, version: unit.version });
  else await api.post('/api/units', { ...body, code });
  await peopleChanged();
}

interface Props {
  unit?: Unit;
  /** The unit above a new one. */
  above?: Option;
  onClose: () => void;
}

const kindOptions = Object.entries(unitKinds).map(([value, label]) => ({
  value,
  label: `${label} ${value}`,
}));

/** A new unit, or a change of one. */
export function UnitForm({ unit, above, onClose }: Props) {
  return (
    <FormModal<Said>
      title={unit ? '修改单位' : '新建单位'}
      submit="保存"
      initial={
        unit
          ? { ...unit, area_id: { value: unit.area_id, label: unit.area_name }, parent_id: above ?? null }
          : { parent_id: above ?? null }
      }
      onClose={onClose}
      onSubmit={async (said) => {
        await save(unit, said);
        onClose();
      }}
    >
      <Form.Item
        name="name"
        label="名称"
        rules={[{ required: true, whitespace: true, message: '请填写名称' }]}
      >
        <Input maxLength={80} />
      </Form.Item>
      {!unit && (
        <Form.Item
          name="code"
          label="代码"
          extra="小写字母、数字和短横线，建好后不变。"
          rules={[
            {
              required: true,
              pattern: /^[a-z0-9][a-z0-9-]{0,63}$/,
              message: '请填写代码，如 east-community',
            },
          ]}
        >
          <Input />
        </Form.Item>
      )}
      <Form.Item name="kind" label="类型" rules={[{ required: true, message: '请选择或填写类型' }]}>
        <AutoComplete
          options={kindOptions}
          showSearch={{ filterOption: (typed, option) => option?.label.includes(typed) ?? false }}
          placeholder="如 department"
        />
      </Form.Item>
      <Form.Item name="area_id" label="负责区域" rules={[{ required: true, message: '请选择负责区域' }]}>
        <AreaSelect />
      </Form.Item>
      <Form.Item name="parent_id" label="上级单位">
        <RemoteSelect kind="unit" multiple={false} />
      </Form.Item>
      <Form.Item name="specialty" label="专业" extra="责任清单据此找到单位，如 drainage、gas，可不填。">
        <Input maxLength={40} />
      </Form.Item>
    </FormModal>
  );
}
