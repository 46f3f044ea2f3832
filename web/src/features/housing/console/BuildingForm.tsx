import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Form, Input, Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { api } from '../../../api/client.ts';
import type { Page, Point } from '../../../api/types.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import type { Option } from '../../../ui/form/fields.ts';
import { LateMap } from '../../../ui/LateMap.tsx';
import { type AreaChoice, AreaSelect } from '../../area/console/AreaSelect.tsx';
import {
  type BuildingDetail,
  type Estate,
  extentQuery,
  housingChanged,
  KINDS,
  middleOf,
  options,
} from '../housing.ts';
import { FloorFields } from './FloorFields.tsx';

interface Values {
  name: string;
  kind: string;
  address?: string;
  estate?: Option | null;
  floors: number;
  basement?: number;
  point?: Point | null;
  area?: AreaChoice | null;
}

const choiceOf = ({ id, name }: { id: string; name: string }): Option => ({ value: id, label: name });

const initialOf = (building: BuildingDetail | undefined): Partial<Values> =>
  building
    ? {
        name: building.name,
        kind: building.kind,
        address: building.address,
        estate: building.estate && choiceOf(building.estate),
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
  return { ...rest, address, basement, estate: estate?.value ?? null, ...place };
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
      initial={{ ...initialOf(building), ...(estate && { estate: choiceOf(estate) }) }}
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
        <EstateSelect />
      </Form.Item>
      <div className="hy-housing-pair">
        <FloorFields />
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
  const extent = useQuery(extentQuery);
  const centre = value ?? middleOf(extent.data?.box);
  return (
    <div style={{ height: 240 }}>
      {(value || extent.isFetched) && (
        <LateMap point={value ?? null} {...(centre && { centre })} {...(onChange && { onPick: onChange })} />
      )}
    </div>
  );
}

/** A choice among the 小区 of a whole city: type a part of a name and the server answers. */
function EstateSelect(props: {
  id?: string;
  value?: Option | null;
  onChange?: (estate: Option | null) => void;
}) {
  const { id, value, onChange } = props;
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState(false);
  const q = useDeferredValue(typed.trim());
  const found = useQuery({
    queryKey: ['estate', 'list', 'options', q],
    enabled: open,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get<Page<Estate>>('/api/housing/estates', { q, limit: 30 }, { signal }),
  });
  return (
    <Select<Option>
      id={id}
      labelInValue
      value={value ?? null}
      onChange={(choice?: Option) => onChange?.(choice ? { value: choice.value, label: choice.label } : null)}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      onOpenChange={setOpen}
      options={found.data?.items.map(choiceOf)}
      loading={found.isFetching}
      notFoundContent={found.isFetching ? '正在查找…' : '没有找到，换几个字试试'}
      placeholder="不属于小区"
      allowClear
    />
  );
}
