import { Button } from 'antd-mobile';
import { useNavigate } from 'react-router';
import { Icon } from '../../../../ui/icons.tsx';
import { PortalPage } from '../../../../ui/portal/PortalPage.tsx';

/** What became of the report: its number, or that it waits on this phone. */
export function Sent({ sent, joined }: { sent: { id: string; number: string } | null; joined?: boolean }) {
  const go = useNavigate();
  return (
    <PortalPage title="报事">
      <section className="hy-card hy-sent" data-kept={!sent} role="status">
        <Icon name={sent ? 'check' : 'clock'} />
        <strong>{sent ? (joined ? '已加入' : '已收到') : '已存在本机，等待发送'}</strong>
        <p className="hy-muted">
          {sent
            ? joined
              ? `您的编号 ${sent.number}。这件事已有人反映，合在一起办理，进展和结果都会在“消息”里告诉您。`
              : `编号 ${sent.number}，办理进度会在“消息”里提醒您。`
            : '有网时会自动发送一次，关掉页面也不会丢。'}
        </p>
        {sent && (
          <Button
            block
            color="primary"
            size="large"
            onClick={() => void go(`/matters/${sent.id}`, { replace: true })}
          >
            看办理进度
          </Button>
        )}
        <Button block size="large" onClick={() => void go('/', { replace: true })}>
          回到首页
        </Button>
      </section>
    </PortalPage>
  );
}
