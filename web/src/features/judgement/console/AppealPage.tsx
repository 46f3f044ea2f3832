import { App, Button, Form, Input, Modal, Space, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { may, useMe } from '../../../api/session.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { PageTabs } from '../../../ui/console/PageTabs.tsx';
import { DueTag } from '../../../ui/DueTag.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { type Appeal, judged } from '../judgement.ts';
import { APPEAL_LOOKS, AppealWords } from './AppealWords.tsx';
import { MatterCell } from './MatterCell.tsx';
import './judgement.css';

const columns: TableColumnsType<Appeal> = [
  {
    title: '状态',
    dataIndex: 'state_name',
    width: 130,
    render: (name: string, row) => (
      <>
        <StateTag kind={APPEAL_LOOKS[row.state] ?? 'open'}>{name}</StateTag>
        {row.exclusion && (row.exclusion.revoked_at ? ' 剔除已撤销' : ' 已剔除')}
      </>
    ),
  },
  {
    title: '审理期限',
    dataIndex: 'due_at',
    width: 130,
    render: (at: string, row) =>
      row.decided_at ? <TimeAgo at={row.decided_at} /> : <DueTag at={at} started={row.at} />,
  },
  { title: '申诉单位', dataIndex: ['unit', 'name'], width: 160 },
  { title: '申诉对象', dataIndex: 'what_name', width: 120 },
  { title: '理由', dataIndex: 'reason' },
  { title: '事项', key: 'matter', width: 240, render: (_, { matter }) => <MatterCell matter={matter} /> },
  { title: '提出', dataIndex: 'at', width: 100, render: (at: string) => <TimeAgo at={at} /> },
];

const EMPTY = {
  waiting: '没有待审理的申诉。',
  decided: '还没有审结的申诉。',
  own: '本单位没有提出过申诉。对评价、抽查、超期有异议的，在事项页面“评价与申诉”处申诉。',
};

/** 申诉: those waiting for one's centre, those decided, those of one's own unit. */
export default function AppealPage() {
  const { data: me } = useMe();
  const boxes = [
    ...(may(me, 'judgement:decide') ? (['waiting', 'decided'] as const) : []),
    ...(may(me, 'judgement:appeal') ? (['own'] as const) : []),
  ];
  const labels = { waiting: '待审理', decided: '已审结', own: '本单位提出' };
  const [first = 'own', ...rest] = boxes;
  const tab = (box: keyof typeof labels) => ({ key: box, label: labels[box], children: <Box box={box} /> });
  return <PageTabs tabs={[tab(first), ...rest.map(tab)]} />;
}

function Box({ box }: { box: keyof typeof EMPTY }) {
  const [open, setOpen] = useState<Appeal>();
  return (
    <>
      <PageTable<Appeal>
        noun="judgement"
        url="/api/appeals"
        fixed={{ box }}
        columns={columns}
        width={1080}
        onOpen={setOpen}
        empty={EMPTY[box]}
      />
      {open && <AppealDialog appeal={open} onClose={() => setOpen(undefined)} onChange={setOpen} />}
    </>
  );
}

const STEPS: Record<string, { name: string; danger?: boolean; words?: string }> = {
  accept: { name: '受理' },
  approve: { name: '同意并剔除', words: '同意的理由' },
  refuse: { name: '不同意', danger: true, words: '不同意的理由' },
  withdraw: { name: '撤回申诉', danger: true },
};

interface DialogProps {
  appeal: Appeal;
  onClose: () => void;
  onChange: (appeal: Appeal) => void;
}

function AppealDialog({ appeal, onClose, onChange }: DialogProps) {
  const { message } = App.useApp();
  const [asking, setAsking] = useState<string>();
  const take = async (step: string, words?: string) => {
    const next = await api.post<Appeal>(`/api/appeals/${appeal.id}/steps/${step}`, {
      version: appeal.version,
      ...(words && { words }),
    });
    message.success(`${STEPS[step]?.name}成功`);
    setAsking(undefined);
    if (next.steps.length > 0) onChange(next);
    else onClose();
    await judged(appeal.matter.id);
  };
  const press = (step: string) =>
    STEPS[step]?.words
      ? setAsking(step)
      : void take(step).catch((error: unknown) => message.error(sayError(error)));
  return (
    <>
      <Modal
        open={!asking}
        title={`申诉：${appeal.what_name}`}
        onCancel={onClose}
        width={640}
        footer={
          <Space wrap>
            {appeal.steps.map((step) => (
              <Button
                key={step}
                type={step === 'accept' || step === 'approve' ? 'primary' : 'default'}
                danger={STEPS[step]?.danger ?? false}
                onClick={() => press(step)}
              >
                {STEPS[step]?.name ?? step}
              </Button>
            ))}
            <Button onClick={onClose}>关闭</Button>
          </Space>
        }
      >
        <p>
          <Link to={`/matters/${appeal.matter.id}`}>{appeal.matter.title}</Link>{' '}
          <span className="hy-muted">
            {appeal.matter.number} · {appeal.matter.state_name} · {appeal.matter.area}
          </span>
        </p>
        <AppealWords appeal={appeal} />
      </Modal>
      {asking && (
        <FormModal<{ words: string }>
          title={STEPS[asking]!.name}
          submit={STEPS[asking]!.name}
          onClose={() => setAsking(undefined)}
          onSubmit={({ words }) => take(asking, words)}
        >
          <Form.Item
            name="words"
            label={STEPS[asking]!.words}
            rules={[{ required: true, min: 4, message: '请写明理由，至少 4 个字，申诉单位会看到' }]}
          >
            <Input.TextArea rows={4} maxLength={1000} />
          </Form.Item>
        </FormModal>
      )}
    </>
  );
}
