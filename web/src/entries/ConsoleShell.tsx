import { Alert, Button, Empty, Layout, Menu, Spin } from 'antd';
import type { ItemType } from 'antd/es/menu/interface';
import { createElement } from 'react';
import { Link, Navigate, Outlet, useLocation, useNavigate } from 'react-router';
import { may, useMe } from '../api/session.ts';
import { AccountMenu } from '../features/account/console/AccountMenu.tsx';
import { ForcedPassword } from '../features/account/console/PasswordForm.tsx';
import { ScreenPop } from '../features/matter/console/ScreenPop.tsx';
import { InboxBell } from '../features/message/console/InboxBell.tsx';
import { useLive } from '../ui/useLive.ts';
import type { Door, DoorGroup } from './console.doors.ts';
import './console.css';

/** The frame of the staff desktop: rail by job, bell, account; the page in the middle has all the rest. */
export function ConsoleShell({ groups }: { groups: DoorGroup[] }) {
  const { data: me, isPending, isError, refetch } = useMe();
  const { pathname, search } = useLocation();
  const go = useNavigate();
  // With a one-time password nothing else is open yet: asking would only be refused.
  const settled = me?.account?.must_change_password === false;
  useLive(settled ? me : undefined);
  if (isPending) return <Spin className="hy-shell-wait" />;
  if (isError) {
    return (
      <Alert
        type="error"
        title="连不上服务器"
        description="请检查网络，系统会保留您在其他页面填写的内容。"
        action={<Button onClick={() => void refetch()}>重试</Button>}
      />
    );
  }
  if (!me.account) return <Navigate to={`/login?next=${encodeURIComponent(pathname + search)}`} replace />;
  const seen = groups
    .map(({ name, doors }) => ({ name, doors: doors.filter((door) => may(me, ...door.permissions)) }))
    .filter(({ doors }) => doors.length > 0);
  const drawn = seen.flatMap(({ doors }) => doors);
  const door = groups
    .flatMap(({ doors }) => doors)
    .find(({ path }) => pathname === path || pathname.startsWith(`${path}/`));
  const here = door && may(me, ...door.permissions, ...(door.readers ?? [])) ? door : undefined;
  if (!door && drawn[0]) return <Navigate to={drawn[0].path} replace />;
  return (
    <Layout className="hy-shell">
      <ScreenPop />
      <Layout.Sider width={168} collapsedWidth={56} breakpoint="lg" theme="dark" className="hy-rail">
        <a className="hy-brand" href="/console/" aria-label="呼应 首页">
          <img src="/icon.svg" alt="" />
          <span>呼应</span>
        </a>
        <Menu
          theme="dark"
          mode="inline"
          selectedKeys={here ? [here.path] : []}
          items={seen.map(itemOf)}
          onClick={({ key }) => void go(key)}
        />
      </Layout.Sider>
      <Layout className="hy-main">
        {me.demo && (
          <div className="hy-demo" role="note">
            示例城市：数据均为虚构，可随意操作。正式使用请关闭示例数据。
          </div>
        )}
        <header className="hy-top">
          <h1>{door?.name}</h1>
          <span className="hy-top-tools">
            {settled && <InboxBell />}
            <AccountMenu account={me.account} leaves={drawn.some(({ path }) => path === '/leaves')} />
          </span>
        </header>
        <main className="hy-page">
          {!settled ? (
            <ForcedPassword />
          ) : here ? (
            <Outlet />
          ) : door && drawn[0] ? (
            <Shut name={door.name} to={drawn[0]} />
          ) : (
            <NoDoors />
          )}
        </main>
      </Layout>
    </Layout>
  );
}

const itemOf = ({ name, doors }: DoorGroup): ItemType => ({
  type: 'group',
  key: name,
  label: name,
  children: doors.map(({ path, name: label, icon }: Door) => ({
    key: path,
    label,
    icon: createElement(icon),
  })),
});

/** Behind a link from elsewhere there may be what this account does not open: it says so, and where to go on. */
function Shut({ name, to }: { name: string; to: Door }) {
  return (
    <Empty description={`您没有进入“${name}”的权限。确有需要，请联系系统管理员。`}>
      <Link to={to.path}>去{to.name}</Link>
    </Empty>
  );
}

function NoDoors() {
  return (
    <Empty description="这个账号在工作台没有可用的功能。居民请使用手机端。">
      <Button href="/portal/">打开手机端</Button>
    </Empty>
  );
}
