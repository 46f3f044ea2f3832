import { Table, type TableColumnsType } from 'antd';
import type { Answer } from '../../../api/types.ts';

type Detail = Answer<'getWorkflow'>;
type State = Detail['state_list'][number];
type Action = Detail['action_list'][number];

const states: TableColumnsType<State> = [
  { title: '环节', dataIndex: 'name', width: 160 },
  { title: '阶段', dataIndex: 'phase_name', width: 80 },
  { title: '负责', dataIndex: 'owner', width: 200, render: (text?: string) => text ?? '—' },
  {
    title: '待办',
    key: 'todo',
    width: 260,
    render: (_, { todo, holder }) => (todo ? `${todo} → ${holder}` : '—'),
  },
  { title: '时限', dataIndex: 'clocks', render: (list: string[]) => list.join('；') || '—' },
];

/** The states in words: whose, what waits, how long. */
export function StateTable({ detail }: { detail: Detail }) {
  return (
    <section aria-label="环节">
      <h2 className="hy-head">环节</h2>
      <Table<State>
        size="small"
        rowKey="code"
        pagination={false}
        scroll={{ x: 820 }}
        columns={states}
        dataSource={detail.state_list}
      />
    </section>
  );
}

const actions: TableColumnsType<Action> = [
  { title: '动作', dataIndex: 'name', width: 110 },
  { title: '从', dataIndex: 'from', width: 190, render: (list: string[]) => list.join('、') },
  { title: '到', dataIndex: 'to', width: 170, render: (list: string[]) => list.join('、') },
  {
    title: '谁可以',
    dataIndex: 'by',
    width: 260,
    render: (list: Action['by']) => [...new Set(list.map((each) => each.who))].join('；'),
  },
  { title: '条件', dataIndex: 'conditions', render: (list: string[]) => list.join('；') || '—' },
  { title: '填写', dataIndex: 'asks', render: (list: string[]) => list.join('、') || '—' },
];

/** The actions in words: who may, from where to where, on which conditions, what is asked. */
export function ActionTable({ detail }: { detail: Detail }) {
  return (
    <section aria-label="动作">
      <h2 className="hy-head">动作</h2>
      <Table<Action>
        size="small"
        rowKey="code"
        pagination={false}
        scroll={{ x: 1100 }}
        columns={actions}
        dataSource={detail.action_list}
      />
    </section>
  );
}
