import { Button, Table, type TableColumnsType, Tag } from 'antd';
import { api } from '../../../api/client.ts';
import { RowName } from '../../../ui/console/RowName.tsx';
import type { Word } from '../dictionary.ts';
import { Retire } from './Retire.tsx';

const foreignOf = ({ foreign }: Word): string =>
  Object.entries(foreign)
    .map(([system, codes]) => `${system}：${codes.join('、')}`)
    .join('；');

const columns: TableColumnsType<Word> = [
  { title: '代码', dataIndex: 'code', width: 100 },
  {
    title: '名称',
    dataIndex: 'name',
    className: 'hy-stack-main',
    render: (name: string, { aliases, retired }) => (
      <RowName more={aliases.length > 0 ? `也写作 ${aliases.join('、')}` : ''}>
        {name} {retired && <Tag>已停用</Tag>}
      </RowName>
    ),
  },
  {
    title: '外部系统的代码',
    key: 'foreign',
    width: 200,
    responsive: ['md'],
    render: (_, word) => foreignOf(word),
  },
  { title: '序号', dataIndex: 'number', width: 80, responsive: ['md'] },
];

interface Props {
  list: string;
  words: Word[];
  edits: boolean;
  onEdit: (word: Word) => void;
}

/** The words of a list, retired ones last and grey. */
export function Words({ list, words, edits, onEdit }: Props) {
  const tools: TableColumnsType<Word>[number] = {
    title: '',
    key: 'tools',
    width: 130,
    render: (_, word) => <Tools list={list} word={word} onEdit={onEdit} />,
  };
  return (
    <Table<Word>
      className="hy-stacking"
      size="small"
      rowKey="number"
      columns={edits ? [...columns, tools] : columns}
      dataSource={words}
      pagination={{ pageSize: 100, hideOnSinglePage: true, showSizeChanger: false }}
      rowClassName={({ retired }) => (retired ? 'hy-word-retired' : '')}
      locale={{ emptyText: '没有符合条件的代码' }}
    />
  );
}

function Tools({ list, word, onEdit }: { list: string; word: Word; onEdit: (word: Word) => void }) {
  const turn = (retired: boolean) =>
    api.patch(`/api/dictionaries/${list}/items/${word.number}`, { version: word.version, retired });
  return (
    <span className="hy-word-tools">
      <Button type="link" size="small" onClick={() => onEdit(word)}>
        修改
      </Button>
      <Retire
        name={word.name}
        retired={word.retired}
        after="不再供选择；已登记的内容照常显示。"
        onTurn={turn}
      />
    </span>
  );
}
