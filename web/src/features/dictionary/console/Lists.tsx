import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Form, Input, Segmented, Table, type TableColumnsType } from 'antd';
import { useDeferredValue, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { api } from '../../../api/client.ts';
import { may, useMe } from '../../../api/session.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { RowName } from '../../../ui/console/RowName.tsx';
import { type DictionaryRow, refreshWords } from '../dictionary.ts';
import { Unsure } from './Unsure.tsx';

const columns: TableColumnsType<DictionaryRow> = [
  {
    title: '名称',
    dataIndex: 'name',
    render: (name: string, { code, standard, own, found, unsure }) => (
      <RowName
        more={found.length > 0 ? `含：${found.join('、')}` : (standard ?? (own ? '本市自建' : '本平台'))}
      >
        <Link to={`/dictionaries/${code}`} onClick={(event) => event.stopPropagation()}>
          {name}
        </Link>{' '}
        {unsure && <Unsure />}
      </RowName>
    ),
  },
  { title: '字典代码', dataIndex: 'code', width: 220, responsive: ['md'] },
  {
    title: '代码数',
    dataIndex: 'offered',
    width: 120,
    render: (offered: number, { retired }) => (retired > 0 ? `${offered}（停用 ${retired}）` : offered),
  },
  { title: '说明', dataIndex: 'note', responsive: ['lg'] },
];

const shownBy = {
  all: () => true,
  unsure: ({ unsure }: DictionaryRow) => unsure,
  empty: ({ offered }: DictionaryRow) => offered === 0,
};

/** All lists of codes with their standards; found by name, standard or a word in them. */
export function Lists() {
  const go = useNavigate();
  const { data: me } = useMe();
  const [said, say] = useState('');
  const [which, choose] = useState<keyof typeof shownBy>('all');
  const [asking, ask] = useState(false);
  const search = useDeferredValue(said.trim());
  const query = useQuery({
    queryKey: ['dictionary', 'list', search],
    queryFn: ({ signal }) => api.get<Answer<'listDictionaries'>>('/api/dictionaries', { search }, { signal }),
    placeholderData: keepPreviousData,
  });
  return (
    <div className="hy-stack">
      <div className="hy-row">
        <Input.Search
          aria-label="搜字典"
          placeholder="搜名称、标准号，或其中一个词"
          allowClear
          maxLength={40}
          value={said}
          onChange={(event) => say(event.target.value)}
          style={{ width: 280 }}
        />
        <Segmented
          value={which}
          onChange={choose}
          options={[
            { value: 'all', label: '全部' },
            { value: 'unsure', label: '待核对' },
            { value: 'empty', label: '没有代码' },
          ]}
        />
        {may(me, 'dictionary:edit') && (
          <span className="hy-filters-tools">
            <Button type="primary" onClick={() => ask(true)}>
              新建代码表
            </Button>
          </span>
        )}
      </div>
      <Answered query={query} rows={12}>
        {({ items }) => (
          <Table<DictionaryRow>
            size="small"
            rowKey="code"
            pagination={false}
            columns={columns}
            dataSource={items.filter(shownBy[which])}
            onRow={({ code }) => ({ onClick: () => void go(`/dictionaries/${code}`) })}
            rowClassName="hy-row-open"
            locale={{ emptyText: '没有符合条件的代码表' }}
          />
        )}
      </Answered>
      {asking && <NewList onClose={() => ask(false)} />}
    </div>
  );
}

function NewList({ onClose }: { onClose: () => void }) {
  const go = useNavigate();
  const save = async (values: { code: string; name: string; standard?: string; note?: string }) => {
    await api.post('/api/dictionaries', {
      ...values,
      standard: values.standard?.trim() || null,
      note: values.note?.trim() || null,
    });
    await refreshWords();
    void go(`/dictionaries/${values.code}`);
  };
  return (
    <FormModal title="新建代码表" submit="建立" draftKey="dictionary:list" onSubmit={save} onClose={onClose}>
      <Form.Item
        name="name"
        label="名称"
        rules={[{ required: true, whitespace: true, message: '请填写名称' }]}
      >
        <Input maxLength={60} placeholder="如：社区社团" />
      </Form.Item>
      <Form.Item
        name="code"
        label="字典代码"
        extra="小写字母、数字和下划线，以字母开头；建立后不能改。"
        rules={[
          {
            required: true,
            pattern: /^[a-z][a-z0-9_]{0,39}$/,
            message: '请用小写字母、数字和下划线，以字母开头',
          },
        ]}
      >
        <Input maxLength={40} placeholder="如：clubs" autoComplete="off" />
      </Form.Item>
      <Form.Item name="standard" label="标准号">
        <Input maxLength={60} placeholder="没有可不填" />
      </Form.Item>
      <Form.Item name="note" label="备注">
        <Input.TextArea maxLength={300} autoSize={{ minRows: 2 }} />
      </Form.Item>
    </FormModal>
  );
}
