import { useQuery } from '@tanstack/react-query';
import { Alert, Form, Input, InputNumber, Select, Space, Switch } from 'antd';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { api } from '../../../api/client.ts';
import type { Answer, Page } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { AreaField } from '../../../ui/console/AreaPicker.tsx';
import { AskingForm } from '../../../ui/console/AskingForm.tsx';
import { between } from '../../../ui/form/between.ts';
import { untilMinute } from '../../../ui/TimeAgo.tsx';
import { type Admission, lines, optionsOf, refreshDuties } from '../duty.ts';
import { FieldList, type FieldValues, fieldsOf } from './FieldList.tsx';
import './duty.css';

interface Values {
  title: string;
  line: string;
  admission?: string;
  area: string;
  n: number;
  unit: string;
  instructions: string;
  /** Null for a box that was emptied: none are asked for. */
  photos: number | null;
  position: boolean;
  fields?: FieldValues[];
}
const units = [
  { value: 'wd', label: '个工作日' },
  { value: 'wh', label: '个工作时' },
  { value: 'd', label: '天（自然日）' },
];
const plannedOf = ({ area, n, unit }: Values) => ({ areas: [area], limit: `${n}${unit}` });

/**
 * A task is given on one page: which line, what, where, until when, what is filled in; and how much that asks before it goes out. With
 * `?segment=` it is about the people of a segment: a piece for each of them, in the grid where they live.
 */
export default function DutyNewPage() {
  const go = useNavigate();
  const [params] = useSearchParams();
  const segment = params.get('segment');
  const send = async (values: Values, client_id: string) => {
    const { title, line, admission, instructions, photos, position } = values;
    const url = segment ? `/api/segments/${segment}/tasks` : '/api/duties';
    const { id } = await api.post<{ id: string }>(url, {
      ...{ client_id, title, line, instructions, photos: photos ?? 0, position },
      ...(admission ? { admission } : {}),
      ...plannedOf(values),
      fields: fieldsOf(values.fields),
    });
    await refreshDuties();
    void go(`/duties/${id}`);
  };
  return (
    <AskingForm<Values, Answer<'previewDuty'>>
      title="下达网格任务"
      draftKey={segment ? `duty:segment:${segment}` : 'duty:new'}
      initial={{
        ...{ n: 5, unit: 'wd', photos: 0, position: false, fields: [{ kind: 'number', required: true }] },
        ...(params.get('area') && { area: params.get('area')! }),
      }}
      previewed={['area', 'n', 'unit']}
      look={(values) => api.post('/api/duties/preview', plannedOf(values))}
      said={({ grids, due_at, without_worker }) => (
        <>
          交给 <strong>{grids}</strong> 个网格，{untilMinute(due_at)} 到期
          {without_worker > 0 && `；${without_worker} 个网格没有网格员，任务交给社区`}
        </>
      )}
      words={{ look: '预览', send: '下达' }}
      send={send}
      renamed={{ areas: 'area', limit: 'n' }}
      above={segment && <SegmentLine id={segment} />}
    >
      <Basics />
      <FieldList />
      <Evidence />
    </AskingForm>
  );
}

/** Whose people the task is about. */
function SegmentLine({ id }: { id: string }) {
  const segment = useQuery({
    queryKey: ['segment', id],
    queryFn: () => api.get<Answer<'readSegment'>>(`/api/segments/${id}`),
  });
  return (
    <Answered query={segment} rows={1}>
      {({ name, people }) => (
        <Alert
          type="info"
          showIcon
          className="hy-form-fault"
          title={
            <>
              按人群 <Link to={`/segments/${id}`}>{name}</Link>（{people}{' '}
              人）下达：所选区域里每人一份，交给住处所在网格的网格员。
            </>
          }
        />
      )}
    </Answered>
  );
}

function Basics() {
  return (
    <div className="hy-asking-basics">
      <Form.Item
        name="title"
        label="任务名称"
        rules={[{ required: true, whitespace: true, min: 2, message: '请填写任务名称' }]}
      >
        <Input maxLength={60} placeholder="如：出租房和流动人口走访" />
      </Form.Item>
      <Form.Item name="line" label="条线" rules={[{ required: true, message: '请选择条线' }]}>
        <Select options={optionsOf(lines)} placeholder="七条线" />
      </Form.Item>
      <AdmissionField />
      <Form.Item name="area" label="区域" rules={[{ required: true, message: '请选择区域' }]}>
        <AreaField />
      </Form.Item>
      <Form.Item label="完成时限" required extra="按工作日历计算，节假日顺延。">
        <Space.Compact block>
          <Form.Item name="n" noStyle rules={[{ required: true, message: '请填写时限' }, between(1, 999)]}>
            <InputNumber aria-label="时限" />
          </Form.Item>
          <Form.Item name="unit" noStyle>
            <Select options={units} aria-label="时限单位" />
          </Form.Item>
        </Space.Compact>
      </Form.Item>
      <Form.Item
        name="instructions"
        label="工作要求"
        className="hy-asking-wide"
        rules={[{ required: true, whitespace: true, message: '请写明网格员要做什么' }]}
      >
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={2000} showCount />
      </Form.Item>
    </div>
  );
}

/** A department chooses the entry of the admission list by which it may ask; where it has none, the way to apply. */
function AdmissionField() {
  const form = Form.useFormInstance();
  const list = useQuery({
    queryKey: ['duty_admission', 'list', 'mine'],
    queryFn: () =>
      api.get<Page<Admission>>('/api/admissions', { mine: true, standing: 'in_force', limit: 100 }),
  });
  const entries = list.data?.items ?? [];
  return (
    <Form.Item
      name="admission"
      label="准入事项"
      extra={
        <>
          部门下达任务须凭<Link to="/admissions">准入清单</Link>上的事项；指挥中心、街道和社区不用选。
        </>
      }
    >
      <Select
        allowClear
        loading={list.isPending}
        placeholder="部门必选"
        options={entries.map((entry) => ({
          value: entry.id,
          label: `${entry.name}（${entry.often}，已下达 ${entry.used} 次）`,
        }))}
        notFoundContent="本单位没有已获准的事项"
        onChange={(id?: string) => {
          const entry = entries.find((each) => each.id === id);
          if (entry) form.setFieldsValue({ line: entry.line });
        }}
      />
    </Form.Item>
  );
}

function Evidence() {
  return (
    <Form.Item label="现场凭证">
      <Space size="large">
        <span>
          至少{' '}
          <Form.Item name="photos" noStyle rules={[between(0, 9)]}>
            <InputNumber aria-label="至少几张照片" style={{ width: 64 }} />
          </Form.Item>{' '}
          张照片
        </span>
        <span>
          <Form.Item name="position" noStyle valuePropName="checked">
            <Switch aria-label="须在现场定位" />
          </Form.Item>{' '}
          须在现场定位
        </span>
      </Space>
    </Form.Item>
  );
}
