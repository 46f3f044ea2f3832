import { App, Button, DatePicker, Form, Input, InputNumber, type TableColumnsType } from 'antd';
import { useRef, useState } from 'react';
import { api } from '../../../api/client.ts';
import { newId } from '../../../api/id.ts';
import { AreaPicker } from '../../../ui/console/AreaPicker.tsx';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { PageTabs } from '../../../ui/console/PageTabs.tsx';
import { DueTag } from '../../../ui/DueTag.tsx';
import { between } from '../../../ui/form/between.ts';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { type Check, judged, type Sample } from '../judgement.ts';
import { CheckDialog } from './CheckDialog.tsx';
import { MatterCell } from './MatterCell.tsx';
import './judgement.css';

const CHECK_LOOKS: Record<string, string> = {
  open: 'waiting',
  confirmed: 'done',
  false_closing: 'returned',
  cancelled: 'ended',
};

const matterColumns: TableColumnsType<Check> = [
  { title: '事项', key: 'matter', render: (_, { matter }) => <MatterCell matter={matter} /> },
  { title: '地点', dataIndex: ['matter', 'address'], width: 220 },
  { title: '主办单位', dataIndex: ['matter', 'main_unit', 'name'], width: 180 },
  { title: '办结单位', dataIndex: ['closed_by', 'name'], width: 180 },
];
const openColumns: TableColumnsType<Check> = [
  {
    title: '核实期限',
    dataIndex: 'due_at',
    width: 150,
    render: (at: string, row) => <DueTag at={at} started={row.matter.closed_at ?? at} />,
  },
  ...matterColumns,
];
const doneColumns: TableColumnsType<Check> = [
  {
    title: '结果',
    dataIndex: 'state_name',
    width: 130,
    render: (name: string, row) => <StateTag kind={CHECK_LOOKS[row.state] ?? 'open'}>{name}</StateTag>,
  },
  ...matterColumns,
  { title: '核实', dataIndex: 'at', width: 100, render: (at: string | null) => at && <TimeAgo at={at} /> },
];
const sampleColumns: TableColumnsType<Sample> = [
  { title: '抽查', dataIndex: 'at', width: 90, render: (at: string) => <TimeAgo at={at} /> },
  { title: '范围', dataIndex: 'area' },
  {
    title: '主办单位',
    dataIndex: 'judged_unit',
    width: 140,
    render: (unit: Sample['judged_unit']) => unit?.name ?? '全部',
  },
  {
    title: '办结日期',
    key: 'period',
    width: 200,
    render: (_, row) => `${dayOf(row.from)} 至 ${dayBefore(row.to)}`,
  },
  { title: '抽取', key: 'drawn', width: 110, render: (_, row) => `${row.drawn} / ${row.population} 件` },
  { title: '属实', dataIndex: 'confirmed', width: 80 },
  { title: '虚假办结', dataIndex: 'false_closing', width: 100 },
  { title: '待核实', dataIndex: 'open', width: 90 },
  { title: '种子', dataIndex: 'seed', width: 120 },
  { title: '发起人', dataIndex: 'by', width: 90 },
];

const dayOf = (at: string): string => new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 10);
const dayBefore = (at: string): string => dayOf(new Date(Date.parse(at) - 1).toISOString());

/** 抽查: what is to be checked, what was found, and what was drawn. */
export default function CheckPage() {
  return (
    <PageTabs
      tabs={[
        { key: 'open', label: '待核实', children: <Checks done={false} /> },
        { key: 'done', label: '已核实', children: <Checks done /> },
        {
          key: 'samples',
          label: '抽查批次',
          children: (
            <PageTable<Sample>
              noun="judgement"
              url="/api/samples"
              columns={sampleColumns}
              width={1100}
              empty="还没有发起过抽查。"
              tools={<Draw />}
            />
          ),
        },
      ]}
    />
  );
}

function Checks({ done }: { done: boolean }) {
  const [open, setOpen] = useState<Check>();
  return (
    <>
      <PageTable<Check>
        noun="judgement"
        url="/api/checks"
        fixed={{ done }}
        columns={done ? doneColumns : openColumns}
        width={960}
        onOpen={setOpen}
        empty={done ? '还没有核实过的抽查。' : '没有待核实的抽查。发起抽查后，抽中的事项会列在这里。'}
        tools={<Draw />}
      />
      {open && <CheckDialog check={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

interface Said {
  area?: string;
  period: [{ format: (words: string) => string }, { format: (words: string) => string }];
  size: number;
  seed?: string;
}

function Draw() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        发起抽查
      </Button>
      {open && <DrawForm onClose={() => setOpen(false)} />}
    </>
  );
}

function DrawForm({ onClose }: { onClose: () => void }) {
  const { message } = App.useApp();
  const clientId = useRef(newId());
  return (
    <FormModal<Said>
      title="发起抽查"
      submit="抽取"
      initial={{ size: 10 }}
      onClose={onClose}
      onSubmit={async ({ area, period: [from, to], size, seed }) => {
        const sample = await api.post<Sample>('/api/samples', {
          client_id: clientId.current,
          ...(area && { area }),
          from: from.format('YYYY-MM-DD'),
          to: to.format('YYYY-MM-DD'),
          size,
          ...(seed?.trim() && { seed: seed.trim() }),
        });
        message.success(`从 ${sample.population} 件中抽取了 ${sample.drawn} 件`);
        await judged();
        onClose();
      }}
    >
      <Form.Item name="area" label="区域" getValueProps={(value?: string) => ({ value: value ?? '' })}>
        <AreaField />
      </Form.Item>
      <Form.Item name="period" label="办结日期" rules={[{ required: true, message: '请选择起止日期' }]}>
        <DatePicker.RangePicker />
      </Form.Item>
      <Form.Item
        name="size"
        label="抽取件数"
        rules={[{ required: true, message: '请填件数' }, between(1, 100)]}
      >
        <InputNumber />
      </Form.Item>
      <Form.Item
        name="seed"
        label="随机种子"
        extra="不填由系统生成；同样的条件和种子总抽到同样的事项，可复核。"
      >
        <Input maxLength={60} />
      </Form.Item>
    </FormModal>
  );
}

/** The picker as a field of a form; nothing chosen is one's own area. */
function AreaField({ value = '', onChange }: { value?: string; onChange?: (id: string) => void }) {
  return <AreaPicker value={value} onChange={(id) => onChange?.(id)} width={280} />;
}
