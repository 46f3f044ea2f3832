import { useQuery } from '@tanstack/react-query';
import { App, Button, DatePicker, Form, Select, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../../../api/client.ts';
import { may, useMe } from '../../../api/session.ts';
import type { Answer } from '../../../api/types.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { PageTabs } from '../../../ui/console/PageTabs.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { type Appraisal, judged } from '../judgement.ts';
import { ScoreFields } from './JudgementPanel.tsx';
import { MatterCell } from './MatterCell.tsx';
import './judgement.css';

const STATES: Record<string, [string, string]> = {
  asked: ['waiting', '请评价'],
  given: ['done', '已评'],
  lapsed: ['ended', '逾期未评'],
};
const score = (value: number | null) => (value === null ? '—' : `${value} 分`);

const columns: TableColumnsType<Appraisal> = [
  {
    title: '状态',
    dataIndex: 'state',
    width: 110,
    render: (state: string) => <StateTag kind={STATES[state]?.[0] ?? 'open'}>{STATES[state]?.[1]}</StateTag>,
  },
  { title: '方式', dataIndex: 'kind_name', width: 120 },
  { title: '被评单位', dataIndex: ['unit', 'name'], width: 160 },
  { title: '评价单位', dataIndex: ['by', 'name'], width: 160 },
  {
    title: '事项或月份',
    key: 'of',
    render: (_, { matter, period }) => (matter ? <MatterCell matter={matter} /> : `${period} 月度评价`),
  },
  { title: '及时', dataIndex: 'timely', width: 76, render: score },
  { title: '解决', dataIndex: 'solved', width: 76, render: score },
  { title: '态度', dataIndex: 'attitude', width: 76, render: score },
  { title: '评语', dataIndex: 'comment', width: 190 },
  { title: '时间', dataIndex: 'changed_at', width: 100, render: (at: string) => <TimeAgo at={at} /> },
];

/** 单位评价: how one's unit judged others, and how it was judged. */
export default function AppraisalPage() {
  const { data: me } = useMe();
  const given = { key: 'given', label: '本单位给出的', children: <Appraisals received={false} /> };
  const received = { key: 'received', label: '本单位收到的', children: <Appraisals received /> };
  return <PageTabs tabs={may(me, 'judgement:appraise') ? [given, received] : [received]} />;
}

function Appraisals({ received }: { received: boolean }) {
  const go = useNavigate();
  return (
    <PageTable<Appraisal>
      noun="judgement"
      url="/api/appraisals"
      fixed={{ received }}
      columns={columns}
      width={1140}
      onOpen={(row) => row.matter && void go(`/matters/${row.matter.id}`, { state: { from: '/appraisals' } })}
      empty={
        received
          ? '本单位还没有收到评价。'
          : '还没有评价过。事项办结后，在事项页面“评价与申诉”处评价办理单位。'
      }
      tools={received ? undefined : <Monthly />}
    />
  );
}

interface Said {
  unit: string;
  month: { format: (words: string) => string };
  timely: number;
  solved: number;
  attitude: number;
  comment?: string;
}

function Monthly() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>按月评价下级</Button>
      {open && <MonthlyForm onClose={() => setOpen(false)} />}
    </>
  );
}

function MonthlyForm({ onClose }: { onClose: () => void }) {
  const { message } = App.useApp();
  const units = useQuery({
    queryKey: ['unit', 'options', 'below'],
    queryFn: () => api.get<Answer<'listUnits'>>('/api/units', { limit: 200 }),
  });
  return (
    <FormModal<Said>
      title="按月评价下级单位"
      submit="提交评价"
      onClose={onClose}
      onSubmit={async ({ month, ...said }) => {
        await api.post('/api/appraisals', { ...said, period: month.format('YYYY-MM') });
        message.success('评价已提交，期限内可以修改');
        await judged();
        onClose();
      }}
    >
      <Form.Item name="unit" label="被评单位" rules={[{ required: true, message: '请选择下级单位' }]}>
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          loading={units.isPending}
          options={(units.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Form.Item>
      <Form.Item name="month" label="月份" rules={[{ required: true, message: '请选择月份' }]}>
        <DatePicker picker="month" />
      </Form.Item>
      <ScoreFields />
    </FormModal>
  );
}
