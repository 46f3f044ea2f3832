import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input, Table, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { queryClient } from '../../../api/query.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';

type Keys = Answer<'listKeys'>;
type Key = Keys['items'][number];

const STATES: Record<Key['state'], [kind: string, word: string]> = {
  sealing: ['done', '使用中'],
  waiting: ['waiting', '半分钟内启用'],
  retired: ['ended', '已更换'],
  search: ['register', '检索用'],
  reindexing: ['returned', '检索，重算中'],
};
const inChinese = (n: number): string => n.toLocaleString('zh-CN');

const columns: TableColumnsType<Key> = [
  { title: '编号', dataIndex: 'number', width: 70 },
  { title: '算法', dataIndex: 'cipher', width: 200 },
  {
    title: '状态',
    dataIndex: 'state',
    width: 140,
    render: (state: Key['state']) => <StateTag kind={STATES[state][0]}>{STATES[state][1]}</StateTag>,
  },
  { title: '建立', dataIndex: 'made_at', width: 120, render: (at: string) => <TimeAgo at={at} /> },
  { title: '更换', dataIndex: 'retired_at', width: 120, render: (at: string | null) => <TimeAgo at={at} /> },
  {
    title: '用它加密的值',
    dataIndex: 'values',
    width: 130,
    align: 'right',
    render: (n: number, row) => (row.purpose === 'search' ? '—' : inChinese(n)),
  },
];

/** The data key that seals, or will in half a minute. */
const newestOf = ({ items }: Keys): Key => items.find(({ purpose }) => purpose === 'seal')!;

function RotateForm({ number, onClose }: { number: number; onClose: () => void }) {
  const { message } = App.useApp();
  const send = async ({ reason }: { reason: string }) => {
    await api.post('/api/keys/rotate', { reason, number });
    message.success('新密钥已建立，半分钟内启用');
    onClose();
    await queryClient.invalidateQueries({ queryKey: ['key'] });
  };
  return (
    <FormModal<{ reason: string }> title="更换数据密钥" submit="更换" onSubmit={send} onClose={onClose}>
      <p className="hy-muted">之后写入的内容用新密钥加密，以前的照常打开。原因与操作人记入审计，不能修改。</p>
      <Form.Item
        name="reason"
        label="更换原因"
        rules={[{ required: true, min: 2, message: '请写明原因，至少 2 个字' }]}
      >
        <Input.TextArea
          rows={3}
          maxLength={200}
          showCount
          placeholder="如：每年例行更换；掌握主密钥的人员离岗"
        />
      </Form.Item>
    </FormModal>
  );
}

function Share({ keys }: { keys: Keys }) {
  if (!keys.counted_at)
    return <p className="hy-card hy-muted">正在第一次清点有多少值用哪个密钥加密，几分钟后刷新可见。</p>;
  const done = keys.values === 0 ? 100 : Math.floor((1 - keys.old_values / keys.values) * 1000) / 10;
  return (
    <>
      <ul className="hy-counts hy-card">
        <li>
          <strong>{inChinese(keys.values)}</strong>个加密值
        </li>
        <li>
          <strong>{done}%</strong>已用最新密钥
        </li>
        <li data-bad={keys.old_values > 0}>
          <strong>{inChinese(keys.old_values)}</strong>个仍用旧密钥
        </li>
      </ul>
      <p className="hy-muted">
        清点于 <TimeAgo at={keys.counted_at} />。
        {keys.old_values > 0 && (
          <>
            旧值仍可正常使用。请运维人员在服务器上运行 <code>npm run admin -- keys reseal</code>{' '}
            重新加密，可随时中断，不影响使用。
          </>
        )}
      </p>
    </>
  );
}

/** 密钥: which data keys there are and how far everything stands under the newest. Keys themselves are nowhere on a screen. */
export default function KeysPage() {
  const [asking, setAsking] = useState(false);
  const keys = useQuery({ queryKey: ['key', 'list'], queryFn: () => api.get<Keys>('/api/keys') });
  return (
    <Answered query={keys}>
      {(data) => (
        <div className="hy-stack">
          <Share keys={data} />
          {data.items.some(({ state }) => state === 'reindexing') && (
            <Alert
              type="warning"
              showIcon
              title="正在更换检索密钥"
              description={
                <>
                  重算完之前，新旧指纹都能查到。如已中断，请运维人员再次运行{' '}
                  <code>npm run admin -- keys reindex</code>，会从断点继续。
                </>
              }
            />
          )}
          <div className="hy-row">
            <Button
              type="primary"
              disabled={newestOf(data).state === 'waiting'}
              onClick={() => setAsking(true)}
            >
              更换密钥
            </Button>
            <span className="hy-muted">密钥保存在服务器上，由主密钥包裹；任何页面和接口都不显示密钥。</span>
          </div>
          <Table<Key>
            size="small"
            rowKey="number"
            columns={columns}
            dataSource={data.items}
            pagination={false}
            scroll={{ x: 780 }}
          />
          {asking && <RotateForm number={newestOf(data).number} onClose={() => setAsking(false)} />}
        </div>
      )}
    </Answered>
  );
}
