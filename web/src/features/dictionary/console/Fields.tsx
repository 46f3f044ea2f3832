import { useQuery } from '@tanstack/react-query';
import { Button, Input, Segmented, Table, type TableColumnsType, Tag } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../../api/client.ts';
import { may, useMe } from '../../../api/session.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { RowName } from '../../../ui/console/RowName.tsx';
import { type Field, itemTypeNames, subjects } from '../dictionary.ts';
import { Headings, NewField } from './FieldForm.tsx';
import { Retire } from './Retire.tsx';
import { Unsure } from './Unsure.tsx';
import './dictionary.css';

const columns: TableColumnsType<Field> = [
  {
    title: '名称',
    dataIndex: 'name',
    className: 'hy-stack-main',
    render: (name: string, { aliases, own_aliases, unsure, retired }) => (
      <RowName more={[...aliases, ...own_aliases].join('、')}>
        {name} {unsure && <Unsure />} {retired && <Tag>已停用</Tag>}
      </RowName>
    ),
  },
  {
    title: '类型',
    dataIndex: 'type',
    width: 130,
    render: (type: Field['type'], { dictionary, many }) =>
      dictionary ? (
        <Link to={`/dictionaries/${dictionary}`}>{many ? '代码（多选）' : '代码'}</Link>
      ) : (
        itemTypeNames[type]
      ),
  },
  {
    title: '存放',
    dataIndex: 'fence',
    width: 110,
    render: (fence: Field['fence'], { group }) => (
      <>
        {fence === 'sealed' && <Tag color="blue">加密</Tag>}
        {group && <Tag color="red">敏感群体</Tag>}
      </>
    ),
  },
  {
    title: '出处',
    dataIndex: 'standard',
    width: 160,
    responsive: ['lg'],
    render: (standard: string | null, { own }) => standard ?? (own ? '本市自建' : '本平台'),
  },
];

const holds = ({ name, aliases, own_aliases }: Field, said: string): boolean =>
  [name, ...aliases, ...own_aliases].some((word) => word.includes(said));

type Asked = { what: 'new' } | { what: 'headings'; field: Field };

/** What is kept about whom, and which headings of sheets are understood as what. */
export function Fields() {
  const { data: me } = useMe();
  const edits = may(me, 'dictionary:edit');
  const [subject, choose] = useState('person');
  const [said, say] = useState('');
  const [asked, ask] = useState<Asked>();
  const query = useQuery({
    queryKey: ['dictionary', 'list', 'fields', subject, edits],
    // Who decides what is kept sees what was left out, too.
    queryFn: () => api.get<Answer<'listRegistryItems'>>(`/api/registry/${subject}/items`, { all: edits }),
  });
  const tools: TableColumnsType<Field>[number] = {
    title: '',
    key: 'tools',
    width: 170,
    render: (_, field) => (
      <Tools subject={subject} field={field} onHeadings={() => ask({ what: 'headings', field })} />
    ),
  };
  const close = () => ask(undefined);
  return (
    <div className="hy-stack">
      <div className="hy-row">
        <div className="hy-scroll">
          <Segmented
            value={subject}
            onChange={choose}
            options={Object.entries(subjects).map(([value, label]) => ({ value, label }))}
          />
        </div>
        <Input.Search
          aria-label="搜数据项"
          placeholder="搜名称、表头写法"
          allowClear
          value={said}
          onChange={(event) => say(event.target.value)}
          style={{ width: 220 }}
        />
        {edits && (
          <span className="hy-filters-tools">
            <Button type="primary" onClick={() => ask({ what: 'new' })}>
              增加数据项
            </Button>
          </span>
        )}
      </div>
      <Answered query={query} rows={12}>
        {({ items }) => (
          <Table<Field>
            className="hy-stacking"
            size="small"
            rowKey="code"
            pagination={false}
            columns={edits ? [...columns, tools] : columns}
            dataSource={items.filter((field) => holds(field, said.trim()))}
            locale={{ emptyText: '没有符合条件的数据项' }}
            rowClassName={({ retired }) => (retired ? 'hy-word-retired' : '')}
          />
        )}
      </Answered>
      {asked?.what === 'new' && <NewField subject={subject} onClose={close} />}
      {asked?.what === 'headings' && <Headings subject={subject} field={asked.field} onClose={close} />}
    </div>
  );
}

interface ToolsProps {
  subject: string;
  field: Field;
  onHeadings: () => void;
}

function Tools({ subject, field, onHeadings }: ToolsProps) {
  const turn = (retired: boolean) =>
    api.patch(`/api/registry/${subject}/items/${field.code}`, { version: field.version, retired });
  return (
    <span className="hy-word-tools">
      <Button type="link" size="small" onClick={onHeadings}>
        表头写法
      </Button>
      {!field.core && (
        <Retire
          name={field.name}
          retired={field.retired}
          after="不再出现在表单、表格里；已登记的内容保留。"
          onTurn={turn}
        />
      )}
    </span>
  );
}
