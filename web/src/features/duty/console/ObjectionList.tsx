import { Button, Form, Input, Radio, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import type { Filter } from '../../../ui/console/FilterBar.tsx';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { RowName } from '../../../ui/console/RowName.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { shortArea } from '../../../ui/shortArea.ts';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { type Objection, refresh } from '../duty.ts';

const states: Record<string, { word: string; look: string }> = {
  open: { word: '待答复', look: 'waiting' },
  upheld: { word: '异议成立', look: 'done' },
  dismissed: { word: '不成立', look: 'ended' },
};
const filters: Filter[] = [
  {
    name: 'state',
    label: '状态',
    options: Object.entries(states).map(([value, { word }]) => ({ value, label: word })),
  },
];

/** What grid workers say is on no list; whoever decides about the list answers. */
export function ObjectionList() {
  const [answering, answer] = useState<Objection>();
  const columns: TableColumnsType<Objection> = [
    {
      title: '异议',
      dataIndex: 'text',
      render: (text: string, row) => (
        <RowName more={`${row.by} · ${shortArea(row.grid_name)}`}>{text}</RowName>
      ),
    },
    {
      title: '针对',
      width: 220,
      ellipsis: true,
      render: (_, row) => (row.duty ? `${row.duty.title}（${row.duty.unit_name}）` : '系统外的要求'),
    },
    {
      title: '状态',
      dataIndex: 'state',
      width: 120,
      render: (state: string) => <StateTag kind={states[state]?.look ?? ''}>{states[state]?.word}</StateTag>,
    },
    { title: '答复', dataIndex: 'reply', width: 260, render: (reply: string | null) => reply ?? '—' },
    { title: '时间', dataIndex: 'at', width: 110, render: (at: string) => <TimeAgo at={at} /> },
    {
      title: '',
      width: 90,
      render: (_, row) =>
        row.answers && (
          <Button size="small" type="primary" onClick={() => answer(row)}>
            答复
          </Button>
        ),
    },
  ];
  return (
    <div className="hy-matters">
      <PageTable<Objection>
        noun="duty_objection"
        url="/api/duty-objections"
        columns={columns}
        filters={filters}
        width={1040}
        empty="没有异议。网格员认为要做的事不在清单时，会在这里提出。"
      />
      {answering && <ReplyForm objection={answering} onClose={() => answer(undefined)} />}
    </div>
  );
}

interface Values {
  upheld: boolean;
  reply: string;
}

function ReplyForm({ objection, onClose }: { objection: Objection; onClose: () => void }) {
  const send = async (values: Values) => {
    await api.post(`/api/duty-objections/${objection.id}/reply`, { version: objection.version, ...values });
    await refresh('duty_objection', 'duty', 'duty_piece');
    onClose();
  };
  return (
    <FormModal<Values>
      title="答复异议"
      submit="答复"
      draftKey={`objection:${objection.id}`}
      onSubmit={send}
      onClose={onClose}
    >
      <p>{objection.text}</p>
      <Form.Item
        name="upheld"
        label="结论"
        extra={objection.duty ? `成立的，“${objection.duty.title}”随之结束，未完成的收回。` : undefined}
        rules={[{ required: true, message: '请选择结论' }]}
      >
        <Radio.Group
          options={[
            { value: true, label: '异议成立' },
            { value: false, label: '不成立' },
          ]}
        />
      </Form.Item>
      <Form.Item
        name="reply"
        label="答复"
        rules={[{ required: true, whitespace: true, min: 2, message: '请写明答复' }]}
      >
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={500} />
      </Form.Item>
    </FormModal>
  );
}
