import { Badge, TabBar } from 'antd-mobile';
import { AppOutline, CheckShieldOutline, MessageOutline, UserOutline } from 'antd-mobile-icons';
import { useEffect, useSyncExternalStore } from 'react';
import { Outlet, useLocation, useNavigate } from 'react-router';
import { startOutbox } from '../api/outbox.ts';
import { may, useDemo, useMe } from '../api/session.ts';
import { useUnread } from '../features/message/inbox.ts';
import { useLive } from '../ui/useLive.ts';

const tabPaths = new Set(['/', '/tasks', '/inbox', '/mine']);

/** The frame of the phone: banner, page, tabs. Everything that waits on the device is sent from here. */
export function PortalShell() {
  const { data: me } = useMe();
  const { data: demo } = useDemo();
  const { pathname } = useLocation();
  const owner = me?.account?.id;
  const cut = Boolean(me?.offline);
  const online = useOnline() && !cut;
  useLive(me);
  // Anew when the server answers again: not every phone tells the page that signal is back.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `cut` is what makes it try anew
  useEffect(() => (owner ? startOutbox(owner) : undefined), [owner, cut]);
  return (
    <div className="hy-portal">
      {(me?.demo || demo?.demo) && (
        <div className="hy-portal-demo" role="note">
          示例城市，数据均为虚构
        </div>
      )}
      {!online && (
        <div className="hy-portal-offline" role="status">
          没有网络：可以照常填写，有网时自动发送
        </div>
      )}
      <Outlet />
      {tabPaths.has(pathname) && (
        <Tabs worker={may(me, 'matter:handle')} signedIn={Boolean(owner)} path={pathname} />
      )}
    </div>
  );
}

function Tabs({ worker, signedIn, path }: { worker: boolean; signedIn: boolean; path: string }) {
  const go = useNavigate();
  return (
    <nav className="hy-portal-tabs" aria-label="主导航">
      <TabBar activeKey={path} onChange={(key) => void go(key, { replace: true })}>
        <TabBar.Item key="/" title="首页" icon={<AppOutline />} />
        {worker && <TabBar.Item key="/tasks" title="任务" icon={<CheckShieldOutline />} />}
        <TabBar.Item key="/inbox" title="消息" icon={signedIn ? <UnreadIcon /> : <MessageOutline />} />
        <TabBar.Item key="/mine" title="我的" icon={<UserOutline />} />
      </TabBar>
    </nav>
  );
}

function UnreadIcon() {
  const unread = useUnread();
  return (
    <Badge content={unread > 0 ? (unread > 99 ? '99+' : unread) : null} style={{ '--top': '14%' }}>
      <MessageOutline />
    </Badge>
  );
}

const watchSignal = (tell: () => void) => {
  window.addEventListener('online', tell);
  window.addEventListener('offline', tell);
  return () => {
    window.removeEventListener('online', tell);
    window.removeEventListener('offline', tell);
  };
};

const useOnline = () => useSyncExternalStore(watchSignal, () => navigator.onLine);
