import DownOutlined from '@ant-design/icons/DownOutlined';
import { App, Button, Dropdown, Modal } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { sayError } from '../../../api/errors.ts';
import { signOut } from '../../../api/session.ts';
import type { Account } from '../../../api/types.ts';
import { notices } from '../../../ui/notices.ts';
import { PasswordForm } from './PasswordForm.tsx';
import { SessionDrawer } from './SessionDrawer.tsx';

interface Props {
  account: Account;
  /** Whether the account has work that a leave would move. */
  leaves: boolean;
}

/** The account at the top right: where else it is signed in, and the ways out. */
export function AccountMenu({ account, leaves }: Props) {
  const { modal, message } = App.useApp();
  const go = useNavigate();
  const [sessions, setSessions] = useState(false);
  const [password, setPassword] = useState(false);
  const place = account.units[0]?.name ?? account.areas[0]?.name;
  const leave = (everywhere: boolean) =>
    signOut(everywhere).catch((error: unknown) => void message.error(sayError(error)));
  const leaveAll = () =>
    modal.confirm({
      title: '在所有设备上退出登录？',
      content: '其他电脑和手机上未保存的内容会丢失。',
      okText: '全部退出',
      okButtonProps: { danger: true },
      onOk: () => leave(true),
    });
  const items = [
    ...(leaves ? [{ key: 'leaves', label: '请假、代班', onClick: () => void go('/leaves') }] : []),
    { key: 'sessions', label: '登录的设备', onClick: () => setSessions(true) },
    { key: 'password', label: '修改密码', onClick: () => setPassword(true) },
    { key: 'all', label: '退出所有设备', onClick: leaveAll },
    {
      key: 'notices',
      label: (
        <a href={notices} target="_blank" rel="noreferrer">
          开源软件许可
        </a>
      ),
    },
    { type: 'divider' as const },
    { key: 'out', label: '退出登录', onClick: () => void leave(false) },
  ];
  return (
    <>
      <Dropdown menu={{ items }} trigger={['click']}>
        <Button type="text" icon={<DownOutlined />} iconPlacement="end">
          <span>
            {account.name}
            {place && <span className="hy-muted"> · {place}</span>}
          </span>
        </Button>
      </Dropdown>
      <SessionDrawer open={sessions} onClose={() => setSessions(false)} />
      <Modal
        open={password}
        title="修改密码"
        footer={null}
        width={420}
        onCancel={() => setPassword(false)}
        destroyOnHidden
      >
        <p className="hy-muted">改好后，其他电脑和手机上的登录随即结束。</p>
        <PasswordForm
          onDone={() => {
            setPassword(false);
            void message.success('密码已修改');
          }}
        />
      </Modal>
    </>
  );
}
