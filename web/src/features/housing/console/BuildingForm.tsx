import { useQuery } from '@tanstack/react-query';
import { Form, Input, InputNumber, Select } from 'antd';
import { api } from '../../../api/client.ts';
import type { Page, Point } from '../../../api/types.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { LateMap } from '../../../ui/LateMap.tsx';
import { type AreaChoice, AreaSelect } from '../../area/console/AreaSelect.tsx';
import { type BuildingDetail, type Estate, housingChanged, KINDS, options } from '../housing.ts';

interface Values {
  name: string;
  kind: string;
  address?: string;
  estate?: string | null;
  floors: number;
  basement?: number;
  point?: Point | null;
  area?: AreaChoice | null;
}

const initialOf = (building: BuildingDetail | undefined): Partial<Values> =>
  building
    ? {
        name: building.name,
        kind: building.kind,
        address: building.address,
        estate: building.estate?.id ?? null,
        floors: building.floors,
        basement: building.basement,
        ...(building.area_by === 'hand' &&
          building.area && { area: { value: building.area.id, label: building.area.full_name } }),
        ...(building.lng !== null &&
          building.lat !== null && { point: { lng: building.lng, lat: building.lat } }),
      }
    : { kind: 'residential', floors: 6, basement: 0 };

/** What is sent: of a building that exists only what was changed, so that its outline stays where its point was not moved. */
function bodyOf(values: Values, building: BuildingDetail | undefined) {
  const { area, point, estate, address = '', basement = 0, ...rest } = values;
  const moved = point && (point.lng !== building?.lng || point.lat !== building?.lat);
  const place = {
    ...(moved && { point }),
    ...((area || building?.area_by === 'hand') && { area: area?.value ?? null }),
  };
  return { ...rest, address, basement, estate: estate ?? null, ...place };
}

/** Makes a building, or changes one that is given. The grid is found by its place unless one is named. */
export function BuildingForm(props: {
  building?: BuildingDetail;
  estate?: Estate;
  onClose: () => void;
  onSaved: (id: string) => void;
}) {
  const { building, estate, onClose, onSaved } = props;
  const save = async (values: Values, client_id: string) => {
    const body = bodyOf(values, building);
    const { id } = building
      ? await api.patch<{ id: string }>(`/api/housing/buildings/${building.id}`, {
          version: building.version,
          ...body,
        })
      : await api.post<{ id: string }>('/api/housing/buildings', { client_id, ...body });
    await housingChanged();
    onSaved(id);
  };
  return (
    <FormModal<Values>
      title={building ? '修改建筑' : '登记建筑'}
      submit="保存"
      initial={{ ...initialOf(building), ...(estate && { estate: estate.id }) }}
      draftKey={`building:${building?.id ?? estate?.id ?? 'new'}`}
      onSubmit={save}
      onClose={onClose}
      width={640}
    >
      <div className="hy-housing-pair">
        <Form.Item
          name="name"
          label="建筑名称"
          rules={[{ required: true, whitespace: true, message: '请填写名称' }]}
        >
          <Input maxLength={80} placeholder="如：锦绣花园3栋" />
        </Form.Item>
        <Form.Item name="kind" label="类型">
          <Select options={options(KINDS)} />
        </Form.Item>
      </div>
      <Form.Item name="address" label="地址" extra="房屋地址由它加上单元和门牌得出。">
        <Input maxLength={200} placeholder="如：和平路12号锦绣花园3栋" />
      </Form.Item>
      <Form.Item name="estate" label="所属小区">
        <EstateSelect known={building?.estate ?? estate ?? null} />
      </Form.Item>
      <div className="hy-housing-pair">
        <Form.Item name="floors" label="地上层数" rules={[{ required: true, message: '请填写层数' }]}>
          <InputNumber min={0} max={200} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="basement" label="地下层数">
          <InputNumber min={0} max={20} style={{ width: '100%' }} />
        </Form.Item>
      </div>
      <Form.Item name="point" label="位置" extra="点选建筑所在的位置，网格随之确定。">
        <PointPick />
      </Form.Item>
      <Form.Item name="area" label="指定网格" extra="位置不准或没有位置时才填。">
        <AreaSelect level="grid" placeholder="按位置确定" label="指定网格" />
      </Form.Item>
    </FormModal>
  );
}

function PointPick({ value, onChange }: { value?: Point | null; onChange?: (point: Point) => void }) {
  const extent = useQuery({
    queryKey: ['building', 'list', 'extent'],
    queryFn: () => api.get<{ box: number[] | null }>('/api/housing/extent'),
  });
  const box = extent.data?.box;
  const centre = value ?? (box ? { lng: (box[0]! + box[2]!) / 2, lat: (box[1]! + box[3]!) / 2 } : undefined);
  return (
    <div style={{ height: 240 }}>
      {(value || extent.isFetched) && (
        <LateMap point={value ?? null} {...(centre && { centre })} {...(onChange && { onPick: onChange })} />
      )}
    </div>
  );
}

function EstateSelect(props: {
  id?: string;
  value?: string | null;
  onChange?: (id: string | null) => void;
  known: { id: string; name: string } | null;
}) {
  const { id, value, onChange, known } = props;
  const found = useQuery({
    queryKey: ['estate', 'list', 'options'],
    queryFn: () => api.get<Page<Estate>>('/api/housing/estates', { limit: 200 }),
  });
  const rows = found.data?.items ?? [];
  const all = known && !rows.some((row) => row.id === known.id) ? [known, ...rows] : rows;
  return (
    <Select
      id={id}
      value={value ?? undefined}
      onChange={(chosen?: string) => onChange?.(chosen ?? null)}
      options={all.map((row) => ({ value: row.id, label: row.name }))}
      loading={found.isFetching}
      showSearch={{ optionFilterProp: 'label' }}
      placeholder="不属于小区"
      allowClear
    />
  );
}
