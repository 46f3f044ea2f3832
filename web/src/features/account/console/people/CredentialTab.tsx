import { App, Button, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { api } from '../../../../api/client.ts';
import { sayError } from '../../../../api/errors.ts';
import { queryClient } from '../../../../api/query.ts';
import { may, useMe } from '../../../../api/session.ts';
import type { Answer } from '../../../../api/types.ts';
import { PageTable } from '../../../../ui/console/PageTable.tsx';
import { StateTag } from '../../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../../ui/TimeAgo.tsx';
import { CredentialForm, type Issued } from './CredentialForm.tsx';
import { Secret } from './Secret.tsx';

type Credential = Answer<'listCredentials'>['items'][number];

const STATES: Record<string, [kind: string, word: string]> = {
  active: ['done', '有效'],
  expiring: ['due_soon', '即将到期'],
  expired: ['overdue', '已过期'],
  revoked: ['ended', '已吊销'],
  stopped: ['overdue', '账号已停用'],
};
const again = () => queryClient.invalidateQueries({ queryKey: ['credential'] });

const columns: TableColumnsType<Credential> = [
  { title: '名称', dataIndex: 'name', ellipsis: true },
  {
    title: '所用账号',
    key: 'account',
    width: 200,
    ellipsis: true,
    render: (_, { account }) => `${account.name}（${account.username}）`,
  },
  {
    title: '状态',
    dataIndex: 'state',
    width: 120,
    render: (state: string) => {
      const [kind, word] = STATES[state] ?? ['ended', state];
      return <StateTag kind={kind}>{word}</StateTag>;
    },
  },
  { title: '到期日', dataIndex: 'expires_on', width: 110 },
  { title: '最近使用', dataIndex: 'used_on', width: 110, render: (day: string | null) => day ?? '从未' },
  {
    title: '允许的地址',
    dataIndex: 'addresses',
    width: 150,
    ellipsis: true,
    render: (list: string[]) => list.join('、') || '不限',
  },
  {
    title: '签发',
    key: 'made',
    width: 170,
    ellipsis: true,
    render: (_, row) => (
      <>
        {row.created_by} · <TimeAgo at={row.created_at} />
      </>
    ),
  },
  {
    title: '',
    key: 'act',
    width: 80,
    render: (_, row) => row.abilities.includes('revoke') && <Revoke credential={row} />,
  },
];

function Revoke({ credential: { id, name, account } }: { credential: Credential }) {
  const { modal, message } = App.useApp();
  const ask = () =>
    modal.confirm({
      title: `吊销“${name}”？`,
      content: `立即生效，不能恢复：对方系统马上不能再以 ${account.name} 的身份调用接口。`,
      okText: '吊销',
      okButtonProps: { danger: true },
      onOk: () =>
        api
          .delete(`/api/credentials/${id}`)
          .then(() => message.success('已吊销'))
          .catch((error: unknown) => message.error(sayError(error)))
          .then(again),
    });
  return (
    <Button size="small" danger onClick={ask}>
      吊销
    </Button>
  );
}

/** The other systems that may call the interface by themselves: as whom, until when, and when they last did. */
export function CredentialTab() {
  const { data: me } = useMe();
  const [creating, setCreating] = useState(false);
  const [made, setMade] = useState<Issued>();
  return (
    <>
      <PageTable<Credential>
        noun="credential"
        url="/api/credentials"
        columns={columns}
        tools={
          may(me, 'account:manage') && (
            <Button type="primary" onClick={() => setCreating(true)}>
              签发凭证
            </Button>
          )
        }
        width={1150}
        empty="还没有接口凭证。其他系统（如 12345 热线平台）要长期调用接口，由系统管理员在这里签发。"
      />
      {creating && (
        <CredentialForm
          onClose={() => setCreating(false)}
          onMade={(issued) => {
            setCreating(false);
            setMade(issued);
          }}
        />
      )}
      {made && (
        <Secret
          name={made.credential.name}
          secret={made.secret}
          onClose={() => {
            setMade(undefined);
            void again();
          }}
        />
      )}
    </>
  );
}
