import DownOutlined from '@ant-design/icons/DownOutlined';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Dropdown, Form, Input, Select, Switch } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { queryClient } from '../../../api/query.ts';
import { useMe } from '../../../api/session.ts';
import type { Answer } from '../../../api/types.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import type { View } from './data.table.ts';
import { type Shown, sameAs, shownOf } from './useLedger.ts';

interface Props {
  shown: Shown;
  onShow: (change: Partial<Shown>) => void;
}

const refresh = () => queryClient.invalidateQueries({ queryKey: ['ledger_view'] });
const fieldsOf = ({ columns, rule, area, by }: Shown) => ({
  ...{ columns, rule, group_by: by || null, area: area || null },
});

/** Views that were kept: one's own and those shared; the one shown is kept anew, shared or given up here. */
export function Views({ shown, onShow }: Props) {
  const { message, modal } = App.useApp();
  const { data: me } = useMe();
  const [naming, setNaming] = useState(false);
  const views = useQuery({
    queryKey: ['ledger_view', 'list', shown.of],
    queryFn: () => api.get<Answer<'listLedgerViews'>>('/api/ledger/views', { subject: shown.of }),
  });
  const items = views.data?.items ?? [];
  const now = items.find(({ id }) => id === shown.view);
  const group = (label: string, list: View[]) => ({
    label,
    title: label,
    options: list.map(({ id, name, owner, mine }) => ({
      value: id,
      label: mine ? name : `${name}（${owner}）`,
    })),
  });
  const attempt = (work: Promise<unknown>) =>
    work.then(refresh).catch((error: unknown) => void message.error(sayError(error)));
  const put = (view: View, change: object) =>
    attempt(
      api.put(`/api/ledger/views/${view.id}`, {
        ...{ version: view.version, name: view.name, shared: view.shared },
        ...fieldsOf(shownOf(view)),
        ...change,
      }),
    );
  const drop = (view: View) =>
    modal.confirm({
      title: `删除视图“${view.name}”？`,
      okText: '删除',
      okButtonProps: { danger: true },
      onOk: async () => {
        await attempt(api.delete(`/api/ledger/views/${view.id}`));
        onShow({ view: '' });
      },
    });
  const changed = now ? !sameAs(now, shown, me?.account?.areas[0]?.id) : true;
  const menu = now?.mine
    ? [
        { key: 'keep', label: '保存改动', disabled: !changed, onClick: () => void put(now, fieldsOf(shown)) },
        {
          key: 'share',
          label: now.shared ? '取消共享' : '共享给范围内的单位',
          onClick: () => void put(now, { shared: !now.shared }),
        },
        { key: 'new', label: '另存为…', onClick: () => setNaming(true) },
        { key: 'drop', label: '删除', danger: true, onClick: () => void drop(now) },
      ]
    : [{ key: 'new', label: now ? '另存为我的视图…' : '保存为视图…', onClick: () => setNaming(true) }];
  return (
    <>
      <Select
        aria-label="视图"
        placeholder="选择视图"
        value={now?.id ?? null}
        loading={views.isLoading}
        options={[
          group(
            '我的',
            items.filter(({ mine }) => mine),
          ),
          group(
            '共享的',
            items.filter(({ mine }) => !mine),
          ),
        ].filter(({ options }) => options.length > 0)}
        onChange={(id: string | null) => {
          const view = items.find((each) => each.id === id);
          onShow(view ? shownOf(view) : { columns: [], rule: '', area: '', by: '', view: '' });
        }}
        notFoundContent="还没有保存的视图"
        popupMatchSelectWidth={false}
        allowClear
        style={{ width: 180 }}
      />
      <Dropdown menu={{ items: menu }} trigger={['click']}>
        <Button icon={<DownOutlined />} iconPlacement="end">
          视图{now && changed ? '（已改）' : ''}
        </Button>
      </Dropdown>
      {naming && (
        <NewView
          shown={shown}
          onClose={() => setNaming(false)}
          onKept={(view) => {
            setNaming(false);
            onShow({ view });
          }}
        />
      )}
    </>
  );
}

interface NewProps {
  shown: Shown;
  onClose: () => void;
  onKept: (id: string) => void;
}

function NewView({ shown, onClose, onKept }: NewProps) {
  const send = async ({ name, shared = false }: { name: string; shared?: boolean }, client_id: string) => {
    await api.post('/api/ledger/views', { client_id, subject: shown.of, name, shared, ...fieldsOf(shown) });
    await refresh();
    onKept(client_id);
  };
  return (
    <FormModal<{ name: string; shared?: boolean }>
      title="保存视图"
      submit="保存"
      onSubmit={send}
      onClose={onClose}
    >
      <p className="hy-muted">保存现在的列、条件、区域和分组，下次直接打开。</p>
      <Form.Item
        name="name"
        label="名称"
        rules={[{ required: true, whitespace: true, message: '请填写名称' }]}
      >
        <Input maxLength={40} placeholder="如：独居老人走访台账" />
      </Form.Item>
      <Form.Item name="shared" label="共享给范围内的单位" valuePropName="checked">
        <Switch />
      </Form.Item>
    </FormModal>
  );
}
