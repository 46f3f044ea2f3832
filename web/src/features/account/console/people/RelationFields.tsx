import { Form, Select } from 'antd';
import { RemoteSelect } from '../../../../ui/console/SchemaForm.tsx';
import { AreaSelect } from '../../../area/console/AreaSelect.tsx';
import type { Role } from './data.ts';

const HINTS: Record<string, string> = {
  area: '填写单位，或直接填写负责的区域（网格员填网格）。',
  unit: '填写所在单位。',
  none: '',
};

interface Props {
  roles: Role[];
  role: string | undefined;
  required: boolean;
}

/** Role, unit and area; which of the two is asked follows from the role. The names are those of the interface, so that refusals find them. */
export function RelationFields({ roles, role, required }: Props) {
  const scope = roles.find(({ code }) => code === role)?.scope;
  return (
    <>
      <Form.Item
        name="role"
        label="角色"
        rules={[{ required, message: '请选择角色' }]}
        extra={scope && HINTS[scope]}
      >
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          allowClear={!required}
          placeholder="选择角色"
          options={roles.map(({ code, name }) => ({ value: code, label: name }))}
        />
      </Form.Item>
      {(scope === 'unit' || scope === 'area') && (
        <Form.Item name="unit_id" label="单位">
          <RemoteSelect kind="unit" multiple={false} />
        </Form.Item>
      )}
      {scope === 'area' && (
        <Form.Item name="area_id" label="负责区域">
          <AreaSelect />
        </Form.Item>
      )}
    </>
  );
}
