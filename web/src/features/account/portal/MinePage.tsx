import { Button, Dialog, List, Switch, Toast } from 'antd-mobile';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { sayError } from '../../../api/errors.ts';
import { useOutbox } from '../../../api/outbox.ts';
import { may, signOut, useMe } from '../../../api/session.ts';
import { notices } from '../../../ui/notices.ts';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { applyPrint, largePrint } from '../../../ui/portal/print.ts';
import { registryDoors } from './doors.ts';
import './login.css';

/** The account, the way to one's own matters, what waits on this device, large print and the way out. */
export default function MinePage() {
  const { data: me } = useMe();
  const go = useNavigate();
  const account = me?.account;
  const waiting = useOutbox(account?.id);
  const [large, setLarge] = useState(largePrint());
  const print = (on: boolean) => {
    applyPrint(on);
    setLarge(on);
  };
  const leave = async () => {
    const count = waiting.data?.length ?? 0;
    const warn =
      count > 0 ? `还有 ${count} 条没有发出，退出后要等您再次登录才会发送。` : '退出后需要重新登录。';
    if (!(await Dialog.confirm({ title: '退出登录？', content: warn, confirmText: '退出' }))) return;
    await signOut().catch((error: unknown) => Toast.show({ content: sayError(error) }));
  };
  return (
    <PortalPage title="我的">
      <section className="hy-card hy-who">
        {account ? (
          <>
            <strong>{account.name}</strong>
            <span className="hy-muted">
              {account.units[0]?.name ?? account.areas[0]?.name ?? account.phone_masked ?? '居民'}
            </span>
          </>
        ) : (
          <Button block color="primary" onClick={() => void go('/login?next=/mine')}>
            登录
          </Button>
        )}
      </section>
      <List mode="card" style={{ margin: 0 }}>
        {account && <List.Item onClick={() => void go('/matters')}>我报的事</List.Item>}
        {account?.kind === 'resident' && (
          <List.Item onClick={() => void go('/my-record')}>我的登记</List.Item>
        )}
        {account && <List.Item onClick={() => void go('/my-grid')}>我的网格</List.Item>}
        {may(me, 'duty:work') && <List.Item onClick={() => void go('/duties')}>网格任务</List.Item>}
        {registryDoors(me).map(({ to, name }) => (
          <List.Item key={to} onClick={() => void go(to)}>
            {name}
          </List.Item>
        ))}
        {may(me, 'patrol:walk') && <List.Item onClick={() => void go('/patrols')}>专项巡查</List.Item>}
        {may(me, 'matter:view-area', 'matter:view-unit') && (
          <List.Item onClick={() => void go('/disputes')}>我调解的纠纷</List.Item>
        )}
        {may(me, 'project:work', 'project:manage') && (
          <List.Item onClick={() => void go('/projects')}>我的项目</List.Item>
        )}
        {may(me, 'insight:own', 'insight:view') && (
          <List.Item onClick={() => void go('/numbers')}>我的指标</List.Item>
        )}
        {account?.kind === 'staff' && <List.Item onClick={() => void go('/leaves')}>请假、代班</List.Item>}
        {account && (
          <List.Item
            onClick={() => void go('/waiting')}
            extra={waiting.data?.length ? `${waiting.data.length} 条` : '没有'}
          >
            等待发送
          </List.Item>
        )}
        <List.Item extra={<Switch checked={large} onChange={print} aria-label="大字版" />}>大字版</List.Item>
        <List.Item onClick={() => window.location.assign(notices)}>开源软件许可</List.Item>
      </List>
      {account && (
        <Button block onClick={() => void leave()}>
          退出登录
        </Button>
      )}
    </PortalPage>
  );
}
