import { App, Button, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { queryClient } from '../../../api/query.ts';
import type { Answer } from '../../../api/types.ts';
import type { Filter } from '../../../ui/console/FilterBar.tsx';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';

type Delivery = Answer<'listOutbox'>['items'][number];

const STATES = { waiting: '等待发送', failed: '失败待重试', sent: '已发出', given_up: '已放弃' } as const;
const LOOKS = { waiting: 'waiting', failed: 'failed', sent: 'done', given_up: 'ended' } as const;
const CHANNELS: Record<string, string> = { sms: '短信', webhook: '事件回调' };
const options = (words: Record<string, string>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }));

const filters: Filter[] = [
  { name: 'state', label: '状态', options: options(STATES) },
  { name: 'channel', label: '通道', options: options(CHANNELS) },
];

const columns: TableColumnsType<Delivery> = [
  {
    title: '状态',
    dataIndex: 'state',
    width: 130,
    render: (state: Delivery['state']) => <StateTag kind={LOOKS[state]}>{STATES[state]}</StateTag>,
  },
  { title: '通道', dataIndex: 'channel', width: 90, render: (code: string) => CHANNELS[code] ?? code },
  { title: '消息', dataIndex: 'title', ellipsis: true },
  { title: '发给', dataIndex: 'recipient', width: 160, ellipsis: true },
  { title: '说明', dataIndex: 'note', width: 240, ellipsis: true, render: (note?: string) => note ?? '' },
  { title: '已试', dataIndex: 'attempts', width: 70, align: 'right', render: (n: number) => `${n} 次` },
  { title: '时间', dataIndex: 'created_at', width: 120, render: (at: string) => <TimeAgo at={at} /> },
  {
    title: '',
    key: 'act',
    width: 90,
    render: (_, row) =>
      row.state === 'failed' || row.state === 'given_up' ? <Retry id={row.id} title={row.title} /> : null,
  },
];

function Retry({ id, title }: { id: string; title: string }) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const retry = async () => {
    setBusy(true);
    try {
      await api.post(`/api/outbox/${id}/retry`);
      message.success('已排队重发');
    } catch (error) {
      message.error(sayError(error));
    }
    setBusy(false);
    await queryClient.invalidateQueries({ queryKey: ['delivery'] });
  };
  return (
    <Button size="small" loading={busy} onClick={() => void retry()} aria-label={`重发 ${title}`}>
      重发
    </Button>
  );
}

/** What went out or waits to, the newest first; what failed can be sent again. */
export function Deliveries() {
  return (
    <PageTable<Delivery>
      noun="delivery"
      url="/api/outbox"
      columns={columns}
      filters={filters}
      width={1080}
      empty="还没有短信或回调发出。这里不显示内容和号码。"
    />
  );
}
