import { Button } from 'antd-mobile';
import { useNavigate } from 'react-router';
import { useMe } from '../../../api/session.ts';
import { Icon } from '../../../ui/icons.tsx';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { MyMatters } from './MyMatters.tsx';
import './home.css';

/** The first screen: report, call, look up; then how one's own matters stand. */
export default function HomePage() {
  const { data: me } = useMe();
  const go = useNavigate();
  return (
    <PortalPage title="呼应">
      <div className="hy-acts">
        <button type="button" className="hy-act-main" onClick={() => void go('/report')}>
          <Icon name="camera" />
          <strong>报事</strong>
          <span>拍照、定位，一分钟说清</span>
        </button>
        <a className="hy-act" href="tel:12345">
          <Icon name="send" />
          <strong>呼叫</strong>
          <span>拨打 12345</span>
        </a>
      </div>
      <section className="hy-card">
        <h2>我报的事</h2>
        {me?.account ? (
          <MyMatters owner={me.account.id} />
        ) : (
          <div className="hy-empty">
            登录后可以看到办理进度。
            <p>
              <Button color="primary" onClick={() => void go('/login')}>
                登录
              </Button>
            </p>
          </div>
        )}
      </section>
    </PortalPage>
  );
}
