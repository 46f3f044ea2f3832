import { DatePicker, Form, Input, Select } from 'antd';
import { api } from '../../../api/client.ts';
import { dayProps } from '../../../ui/console/dates.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { RemoteSelect } from '../../../ui/console/SchemaForm.tsx';
import type { Option } from '../../../ui/form/fields.ts';
import { type AreaChoice, AreaSelect } from '../../area/console/AreaSelect.tsx';
import { type EstateDetail, housingChanged } from '../housing.ts';

interface Values {
  name: string;
  area: AreaChoice;
  address?: string;
  property?: Option | null;
  stand: 'none' | 'preparing' | 'elected';
  committee?: string;
  until?: string;
}
export const STANDS = [
  { value: 'none', label: '未成立' },
  { value: 'preparing', label: '筹备中' },
  { value: 'elected', label: '已成立' },
];

const initialOf = (estate: EstateDetail | undefined): Partial<Values> =>
  estate
    ? {
        name: estate.name,
        area: { value: estate.area?.id ?? '', label: estate.area?.full_name ?? '' },
        address: estate.address,
        property: estate.property && { value: estate.property.id, label: estate.property.name },
        stand: estate.committee.stand ?? 'none',
        committee: estate.committee.name,
        until: estate.committee.until,
      }
    : { stand: 'none' };

const bodyOf = ({ name, area, address = '', property, stand, committee, until }: Values) => ({
  name,
  area: area.value,
  address,
  property_unit: property?.value ?? null,
  committee: { stand, ...(committee && { name: committee }), ...(until && { until }) },
});

/** Makes a 小区, or changes one that is given. */
export function EstateForm(props: {
  estate?: EstateDetail;
  onClose: () => void;
  onSaved: (id: string) => void;
}) {
  const { estate, onClose, onSaved } = props;
  const save = async (values: Values, client_id: string) => {
    const body = bodyOf(values);
    const { id } = estate
      ? await api.patch<{ id: string }>(`/api/housing/estates/${estate.id}`, {
          version: estate.version,
          ...body,
        })
      : await api.post<{ id: string }>('/api/housing/estates', { client_id, ...body });
    await housingChanged();
    onSaved(id);
  };
  return (
    <FormModal<Values>
      title={estate ? '修改小区' : '登记小区'}
      submit="保存"
      initial={initialOf(estate)}
      draftKey={`estate:${estate?.id ?? 'new'}`}
      onSubmit={save}
      onClose={onClose}
    >
      {(form) => (
        <>
          <Form.Item
            name="name"
            label="小区名称"
            rules={[{ required: true, whitespace: true, message: '请填写名称' }]}
          >
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item name="area" label="所属社区" rules={[{ required: true, message: '请选择社区' }]}>
            <AreaSelect level="community" placeholder="输入社区名称" label="所属社区" />
          </Form.Item>
          <Form.Item name="address" label="地址">
            <Input maxLength={200} />
          </Form.Item>
          <Form.Item name="property" label="物业企业" extra="这里的报修由它接单办理。">
            <RemoteSelect kind="unit" multiple={false} label="物业企业" />
          </Form.Item>
          <Form.Item name="stand" label="业主委员会">
            <Select options={STANDS} />
          </Form.Item>
          <Form.Item noStyle dependencies={['stand']}>
            {() =>
              form.getFieldValue('stand') === 'elected' && (
                <div className="hy-housing-pair">
                  <Form.Item name="committee" label="业委会名称">
                    <Input maxLength={60} />
                  </Form.Item>
                  <Form.Item name="until" label="任期届满" {...dayProps}>
                    <DatePicker style={{ width: '100%' }} />
                  </Form.Item>
                </div>
              )
            }
          </Form.Item>
        </>
      )}
    </FormModal>
  );
}
