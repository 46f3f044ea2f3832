import { useQuery } from '@tanstack/react-query';
import { Button, Form, Segmented, Select, Table, type TableColumnsType, Tag } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../../api/client.ts';
import { may, useMe } from '../../../api/session.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { RowName } from '../../../ui/console/RowName.tsx';
import { type Field, refreshWords, subjects } from '../dictionary.ts';
import { Unsure } from './Unsure.tsx';
import './dictionary.css';

const types: Record<Field['type'], string> = {
  text: '文字',
  code: '代码',
  date: '日期',
  number: '数字',
  flag: '是或否',
  id_number: '公民身份号码',
  phone: '电话',
  credit_code: '信用代码',
  plate: '车牌',
};

const columns: TableColumnsType<Field> = [
  {
    title: '名称',
    dataIndex: 'name',
    className: 'hy-stack-main',
    render: (name: string, { aliases, own_aliases, unsure }) => (
      <RowName more={[...aliases, ...own_aliases].join('、')}>
        {name} {unsure && <Unsure />}
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
        types[type]
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
    render: (standard: string | null) => standard ?? '本平台',
  },
];

/** What is kept about whom, and which headings of sheets are understood as what. */
export function Fields() {
  const { data: me } = useMe();
  const [subject, choose] = useState('person');
  const [editing, edit] = useState<Field>();
  const query = useQuery({
    queryKey: ['dictionary', 'list', 'fields', subject],
    queryFn: () => api.get<Answer<'listRegistryItems'>>(`/api/registry/${subject}/items`),
  });
  const tools: TableColumnsType<Field>[number] = {
    title: '',
    key: 'tools',
    width: 110,
    render: (_, field) => (
      <Button type="link" size="small" onClick={() => edit(field)}>
        表头写法
      </Button>
    ),
  };
  return (
    <div className="hy-stack">
      <div className="hy-scroll">
        <Segmented
          value={subject}
          onChange={choose}
          options={Object.entries(subjects).map(([value, label]) => ({ value, label }))}
        />
      </div>
      <Answered query={query} rows={12}>
        {({ items }) => (
          <Table<Field>
            className="hy-stacking"
            size="small"
            rowKey="code"
            pagination={false}
            columns={may(me, 'dictionary:edit') ? [...columns, tools] : columns}
            dataSource={items}
          />
        )}
      </Answered>
      {editing && <Headings subject={subject} field={editing} onClose={() => edit(undefined)} />}
    </div>
  );
}

function Headings({ subject, field, onClose }: { subject: string; field: Field; onClose: () => void }) {
  const save = async ({ own_aliases }: { own_aliases: string[] }) => {
    await api.patch(`/api/registry/${subject}/items/${field.code}`, { version: field.version, own_aliases });
    await refreshWords();
    onClose();
  };
  return (
    <FormModal
      title={`${field.name} · 表头写法`}
      submit="保存"
      initial={{ own_aliases: field.own_aliases }}
      onSubmit={save}
      onClose={onClose}
    >
      {field.aliases.length > 0 && <p className="hy-muted">已认识：{field.aliases.join('、')}</p>}
      <Form.Item
        name="own_aliases"
        label="本市增加的写法"
        extra="导入表格、填报表时，见到这些表头就当作这一项。输入后按回车。"
      >
        <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={['、', ',', '，']} />
      </Form.Item>
    </FormModal>
  );
}
