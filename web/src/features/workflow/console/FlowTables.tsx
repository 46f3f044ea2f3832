import { Table, type TableColumnsType } from 'antd';
import type { Answer } from '../../../api/types.ts';

type Detail = Answer<'getWorkflow'>;
type State = Detail['state_list'][number];
type Action = Detail['action_list'][number];

interface WordsProps<Row> {
  title: string;
  /** From how many pixels on nothing wraps too narrowly; below it the table scrolls by itself. */
  width: number;
  columns: TableColumnsType<Row>;
  rows: Row[];
}

function WordsTable<Row extends object>({ title, width, columns, rows }: WordsProps<Row>) {
  return (
    <section aria-label={title}>
      <h2 className="hy-head">{title}</h2>
      <Table<Row>
        size="small"
        rowKey="code"
        pagination={false}
        scroll={{ x: width }}
        columns={columns}
        dataSource={rows}
      />
    </section>
  );
}

const words = (list: string[]) => list.join('、');
const wordsOrNone = (mark: string) => (list: string[]) => list.join(mark) || '—';

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
  { title: '时限', dataIndex: 'clocks', render: wordsOrNone('；') },
];

/** The states in words: whose, what waits, how long. */
export function StateTable({ detail }: { detail: Detail }) {
  return <WordsTable title="环节" width={820} columns={states} rows={detail.state_list} />;
}

const actions: TableColumnsType<Action> = [
  { title: '动作', dataIndex: 'name', width: 110 },
  { title: '从', dataIndex: 'from', width: 190, render: words },
  { title: '到', dataIndex: 'to', width: 170, render: words },
  {
    title: '谁可以',
    dataIndex: 'by',
    width: 260,
    render: (list: Action['by']) => [...new Set(list.map((each) => each.who))].join('；'),
  },
  { title: '条件', dataIndex: 'conditions', render: wordsOrNone('；') },
  { title: '填写', dataIndex: 'asks', render: wordsOrNone('、') },
];

/** The actions in words: who may, from where to where, on which conditions, what is asked. */
export function ActionTable({ detail }: { detail: Detail }) {
  return <WordsTable title="动作" width={1100} columns={actions} rows={detail.action_list} />;
}
