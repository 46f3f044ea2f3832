import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, DatePicker, Form, Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { api } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';
import { dayProps } from '../../../ui/console/dates.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import type { Option } from '../../../ui/form/fields.ts';
import { type Detail, refreshPlaces } from '../place.ts';

type Link = Detail['links'][number];
const kinds: Record<Link['kind'], string> = {
  operates: '在此经营',
  registered: '注册在此',
  owns: '产权在此',
};

/** Where an organisation sits, now and before. */
export function Links({ place }: { place: Detail }) {
  const [adding, add] = useState(false);
  const [ending, end] = useState<Link>();
  return (
    <section className="hy-panel">
      <h2>
        入驻楼栋
        {place.abilities.edit && (
          <span className="hy-panel-tool">
            <Button size="small" onClick={() => add(true)}>
              登记入驻
            </Button>
          </span>
        )}
      </h2>
      {place.links.length === 0 && <p className="hy-muted">还没有登记在哪栋楼、哪间房。</p>}
      <ul className="hy-place-story">
        {place.links.map((link) => (
          <li key={link.id} data-withdrawn={undefined}>
            <strong>
              {link.building.name}
              {link.house && ` ${link.house.name}`}
            </strong>
            <span>{kinds[link.kind]}</span>
            <span className="hy-muted">
              {link.from_on} 至 {link.to_on ?? '今'}
            </span>
            {place.abilities.edit && !link.to_on && (
              <Button type="link" size="small" onClick={() => end(link)}>
                结束
              </Button>
            )}
          </li>
        ))}
      </ul>
      {adding && <AddForm place={place} onClose={() => add(false)} />}
      {ending && <EndForm place={place} link={ending} onClose={() => end(undefined)} />}
    </section>
  );
}

interface Sitting {
  kind: Link['kind'];
  building: Option;
  house?: Option;
  from_on: string;
}

function AddForm({ place, onClose }: { place: Detail; onClose: () => void }) {
  const send = async ({ kind, building, house, from_on }: Sitting, client_id: string) => {
    await api.post(`/api/sites/${place.id}/links`, {
      ...{ client_id, kind, from_on, building: building.value, house: house?.value ?? null },
    });
    await refreshPlaces();
    onClose();
  };
  return (
    <FormModal<Sitting>
      title="登记入驻"
      submit="登记"
      initial={{ kind: 'operates' }}
      draftKey={`place-link:${place.id}`}
      onSubmit={send}
      onClose={onClose}
    >
      {(form) => (
        <>
          <Form.Item name="kind" label="关系" rules={[{ required: true }]}>
            <Select options={Object.entries(kinds).map(([value, label]) => ({ value, label }))} />
          </Form.Item>
          <Form.Item name="building" label="楼栋" rules={[{ required: true, message: '请选择楼栋' }]}>
            <BuildingSelect onPicked={() => form.setFieldValue('house', undefined)} />
          </Form.Item>
          <Form.Item noStyle shouldUpdate={(now, was) => now.building !== was.building}>
            {({ getFieldValue }) => (
              <Form.Item name="house" label="房号（可不选，表示整栋）">
                <HouseSelect building={(getFieldValue('building') as Option | undefined)?.value} />
              </Form.Item>
            )}
          </Form.Item>
          <Form.Item
            name="from_on"
            label="开始日期"
            rules={[{ required: true, message: '请选择日期' }]}
            {...dayProps}
          >
            <DatePicker style={{ width: '100%' }} />
          </Form.Item>
        </>
      )}
    </FormModal>
  );
}

function EndForm({ place, link, onClose }: { place: Detail; link: Link; onClose: () => void }) {
  const send = async (values: { to_on: string }) => {
    await api.post(`/api/sites/${place.id}/links/${link.id}/end`, values);
    await refreshPlaces();
    onClose();
  };
  return (
    <FormModal<{ to_on: string }>
      title={`结束在「${link.building.name}」的入驻`}
      submit="结束"
      onSubmit={send}
      onClose={onClose}
    >
      <Form.Item
        name="to_on"
        label="结束日期"
        rules={[{ required: true, message: '请选择日期' }]}
        {...dayProps}
      >
        <DatePicker style={{ width: '100%' }} />
      </Form.Item>
    </FormModal>
  );
}

interface PickProps {
  id?: string;
  value?: Option;
  onChange?: (choice: Option | undefined) => void;
}

/** A building by a part of its name or address. */
function BuildingSelect({ id, value, onChange, onPicked }: PickProps & { onPicked: () => void }) {
  const [typed, setTyped] = useState('');
  const [open, setOpen] = useState(false);
  const q = useDeferredValue(typed.trim());
  const found = useQuery({
    queryKey: ['building', 'options', q],
    enabled: open,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      api.get<Answer<'listBuildings'>>('/api/housing/buildings', { q, limit: 30 }, { signal }),
  });
  return (
    <Select<Option>
      id={id}
      labelInValue
      value={value}
      onChange={(choice?: Option) => {
        onChange?.(choice && { value: choice.value, label: String(choice.label) });
        onPicked();
      }}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      onOpenChange={setOpen}
      options={found.data?.items.map(({ id: key, name, address }) => ({
        value: key,
        label: address && !address.includes(name) ? `${name}（${address}）` : name,
      }))}
      loading={found.isFetching}
      placeholder="输入楼名或地址"
      notFoundContent={found.isFetching ? '正在查找…' : '没有找到，换几个字试试'}
      allowClear
    />
  );
}

/** A room of the chosen building, by its number. */
function HouseSelect({ id, value, onChange, building }: PickProps & { building: string | undefined }) {
  const found = useQuery({
    queryKey: ['building', building, 'houses'],
    enabled: building !== undefined,
    queryFn: () => api.get<Answer<'listHouses'>>('/api/housing/houses', { building, limit: 200 }),
  });
  return (
    <Select<Option>
      id={id}
      labelInValue
      value={value}
      disabled={!building}
      onChange={(choice?: Option) =>
        onChange?.(choice && { value: choice.value, label: String(choice.label) })
      }
      options={found.data?.items.map(({ id: key, number }) => ({ value: key, label: number }))}
      showSearch={{ optionFilterProp: 'label' }}
      loading={found.isFetching}
      placeholder={building ? '选择房号' : '先选楼栋'}
      notFoundContent={found.isFetching ? '正在查找…' : '这栋楼还没有登记房屋'}
      allowClear
    />
  );
}
