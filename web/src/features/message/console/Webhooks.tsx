import { useQuery } from '@tanstack/react-query';
import { App, Button, Form, Input, Select, Switch, Table, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { queryClient } from '../../../api/query.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';

type Webhook = Answer<'listWebhooks'>['items'][number];
interface Said {
  name: string;
  url: string;
  kinds: string[];
  secret?: string;
  disabled?: boolean;
}

const kinds = [
  { value: 'matter.*', label: '事项的全部变化 matter.*' },
  { value: 'matter.created', label: '事项登记 matter.created' },
  { value: 'area.*', label: '区域变化 area.*' },
  { value: '*', label: '全部事件 *' },
];
const again = () => queryClient.invalidateQueries({ queryKey: ['webhook'] });

async function save(hook: Webhook | null, said: Said): Promise<void> {
  const { disabled = false, secret, ...rest } = said;
  if (hook)
    await api.put(`/api/webhooks/${hook.id}`, {
      ...rest,
      version: hook.version,
      disabled,
      ...(secret ? { secret } : {}),
    });
  else await api.post('/api/webhooks', { ...rest, secret, client_id: crypto.randomUUID() });
  await again();
}

/** Other systems that are told what changed: who they are and what they hear of. */
export function Webhooks() {
  const [open, setOpen] = useState<Webhook | 'new'>();
  const list = useQuery({
    queryKey: ['webhook', 'list'],
    queryFn: () => api.get<Answer<'listWebhooks'>>('/api/webhooks'),
  });
  return (
    <div className="hy-stack">
      <div className="hy-row">
        <Button type="primary" onClick={() => setOpen('new')}>
          登记回调
        </Button>
        <span className="hy-muted">有变化时通知其他系统：只说什么变了，不含内容，请求带签名。</span>
      </div>
      <Answered query={list}>
        {({ items }) => (
          <Table<Webhook>
            size="small"
            rowKey="id"
            pagination={false}
            scroll={{ x: 760 }}
            dataSource={items}
            columns={columnsOf(setOpen)}
            locale={{ emptyText: '还没有登记回调。登记后，其他系统能及时知道事项的变化。' }}
          />
        )}
      </Answered>
      {open && <WebhookForm hook={open === 'new' ? null : open} onClose={() => setOpen(undefined)} />}
    </div>
  );
}

const columnsOf = (onOpen: (hook: Webhook) => void): TableColumnsType<Webhook> => [
  { title: '名称', dataIndex: 'name', width: 160, ellipsis: true },
  { title: '地址', dataIndex: 'url', ellipsis: true },
  { title: '事件', dataIndex: 'kinds', width: 200, render: (list: string[]) => list.join('、') },
  {
    title: '状态',
    dataIndex: 'disabled',
    width: 100,
    render: (off: boolean) => <StateTag kind={off ? 'ended' : 'done'}>{off ? '已停用' : '使用中'}</StateTag>,
  },
  { title: '', key: 'act', width: 140, render: (_, hook) => <Acts hook={hook} onOpen={onOpen} /> },
];

function Acts({ hook, onOpen }: { hook: Webhook; onOpen: (hook: Webhook) => void }) {
  const { modal, message } = App.useApp();
  const remove = () =>
    modal.confirm({
      title: `删除回调“${hook.name}”？`,
      content: '对方将不再收到通知，等待发送的一并取消。',
      okText: '删除',
      okButtonProps: { danger: true },
      onOk: () =>
        api
          .delete(`/api/webhooks/${hook.id}`)
          .catch((error: unknown) => message.error(sayError(error)))
          .then(again),
    });
  return (
    <span className="hy-row">
      <Button size="small" onClick={() => onOpen(hook)}>
        修改
      </Button>
      <Button size="small" danger onClick={remove}>
        删除
      </Button>
    </span>
  );
}

function WebhookForm({ hook, onClose }: { hook: Webhook | null; onClose: () => void }) {
  return (
    <FormModal<Said>
      title={hook ? '修改回调' : '登记回调'}
      submit="保存"
      initial={hook ?? { kinds: ['matter.*'] }}
      onClose={onClose}
      onSubmit={async (said) => {
        await save(hook, said);
        onClose();
      }}
    >
      <Form.Item
        name="name"
        label="名称"
        rules={[{ required: true, whitespace: true, message: '请填写名称' }]}
      >
        <Input placeholder="如：市数据中台" maxLength={50} />
      </Form.Item>
      <Form.Item name="url" label="回调地址" rules={[{ required: true, message: '请填写回调地址' }]}>
        <Input placeholder="https://…" maxLength={500} />
      </Form.Item>
      <Form.Item name="kinds" label="事件种类" rules={[{ required: true, message: '请选择事件种类' }]}>
        <Select mode="tags" options={kinds} placeholder="选择，或输入后回车" />
      </Form.Item>
      <Form.Item
        name="secret"
        label="签名密钥"
        extra={hook ? '不填则不变。' : '至少 16 个字符。保存后不再显示。'}
        rules={hook ? [] : [{ required: true, min: 16, message: '请填写至少 16 个字符的密钥' }]}
      >
        <Input.Password autoComplete="new-password" maxLength={200} />
      </Form.Item>
      {hook && (
        <Form.Item name="disabled" label="停用" valuePropName="checked">
          <Switch />
        </Form.Item>
      )}
    </FormModal>
  );
}
