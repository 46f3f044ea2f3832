import { DatePicker, Form, Input, InputNumber, Select } from 'antd';
import { useNavigate } from 'react-router';
import { api } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';
import { AreaField } from '../../../ui/console/AreaPicker.tsx';
import { AskingForm } from '../../../ui/console/AskingForm.tsx';
import { spanProps } from '../../../ui/console/dates.ts';
import { between } from '../../../ui/form/between.ts';
import { type Item, perNames, refreshPatrols } from '../patrol.ts';
import { Checklist } from './Checklist.tsx';
import './patrol.css';

interface Values {
  name: string;
  theme: string;
  area: string;
  days: [string, string];
  per: string;
  times: number;
  items: (Omit<Item, 'code' | 'options'> & { choices?: string; bad_choices?: string })[];
  places?: string;
}
const THEMES = [
  '消防安全',
  '长江大保护',
  '防范非法金融',
  '铁路护路',
  '退役军人服务',
  '法治宣传',
  '防汛排涝',
  '燃气安全',
];

const words = (text: string | undefined) =>
  (text ?? '')
    .split(/[、,，\n]/)
    .map((word) => word.trim())
    .filter(Boolean);

const plannedOf = ({ area, days, per, times }: Values) => ({
  areas: [area],
  starts_on: days[0],
  ends_on: days[1],
  per,
  times,
});

/** The checklist as the server wants it: codes by order, choices with those that are findings marked. */
const itemsOf = (items: Values['items']) =>
  items.map(({ choices, bad_choices, ...item }, at) => {
    const bad = new Set(words(bad_choices));
    const given = Object.fromEntries(
      Object.entries(item).filter(([, value]) => value !== undefined && value !== null),
    );
    const options = words(choices).map((value) => ({ value, ...(bad.has(value) ? { bad: true } : {}) }));
    return { ...given, code: `item-${at + 1}`, ...(item.kind === 'choice' ? { options } : {}) };
  });

/** A campaign is made on one page: what, where, when, how often, the checklist; and how much that asks before it begins. */
export default function PatrolNewPage() {
  const go = useNavigate();
  const send = async (values: Values, client_id: string) => {
    const { id } = await api.post<{ id: string }>('/api/patrols', {
      ...{ client_id, name: values.name, theme: values.theme },
      ...plannedOf(values),
      items: itemsOf(values.items),
      places: words(values.places).map((name) => ({ name })),
    });
    await refreshPatrols();
    void go(`/patrols/${id}`);
  };
  return (
    <AskingForm<Values, Answer<'previewPatrol'>>
      title="发起专项巡查"
      draftKey="patrol:new"
      initial={{ per: 'week', times: 1, items: [{ kind: 'yes_no', bad: 'no' }] }}
      previewed={['area', 'days', 'per', 'times']}
      look={(values) => api.post('/api/patrols/preview', plannedOf(values))}
      said={({ grids, periods, visits, without_worker }) => (
        <>
          {grids} 个网格 × {periods} 期，全程 <strong>{visits}</strong> 次
          {without_worker > 0 && `；${without_worker} 个网格没有网格员，任务交给社区`}
        </>
      )}
      words={{ look: '预览任务数', send: '发起' }}
      send={send}
      renamed={{ areas: 'area', starts_on: 'days', ends_on: 'days' }}
    >
      <Basics />
      <Checklist />
    </AskingForm>
  );
}

function Basics() {
  return (
    <div className="hy-asking-basics">
      <Form.Item
        name="name"
        label="名称"
        rules={[{ required: true, whitespace: true, min: 2, message: '请填写名称' }]}
      >
        <Input maxLength={60} placeholder="如：老街消防隐患排查" />
      </Form.Item>
      <Form.Item name="theme" label="主题" rules={[{ required: true, message: '请填写主题' }]}>
        <Select
          showSearch
          options={THEMES.map((value) => ({ value, label: value }))}
          placeholder="选择主题"
        />
      </Form.Item>
      <Form.Item name="area" label="区域" rules={[{ required: true, message: '请选择区域' }]}>
        <AreaField />
      </Form.Item>
      <Form.Item
        name="days"
        label="起止日期"
        rules={[{ required: true, message: '请选择起止日期' }]}
        {...spanProps}
      >
        <DatePicker.RangePicker style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="per" label="频次" rules={[{ required: true }]}>
        <Select options={Object.entries(perNames).map(([value, label]) => ({ value, label }))} />
      </Form.Item>
      <Form.Item
        name="times"
        label="每个网格几次"
        rules={[{ required: true, message: '请填写次数' }, between(1, 31)]}
      >
        <InputNumber style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="places" label="点位或路线（可不填，用顿号或换行分开）" className="hy-asking-wide">
        <Input.TextArea autoSize={{ minRows: 1, maxRows: 4 }} maxLength={2000} />
      </Form.Item>
    </div>
  );
}
