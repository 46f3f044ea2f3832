import { Button } from 'antd-mobile';
import { PhonebookOutline, UnorderedListOutline } from 'antd-mobile-icons';
import { useNavigate } from 'react-router';
import { useMe } from '../../../api/session.ts';
import { Icon } from '../../../ui/icons.tsx';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { registryDoors } from '../../account/portal/doors.ts';
import { MyMatters } from './MyMatters.tsx';
import './home.css';

/** The first screen: report, call, get things done; then how one's own matters stand. */
export default function HomePage() {
  const { data: me } = useMe();
  const go = useNavigate();
  const worker = me?.account?.kind === 'staff';
  return (
    <PortalPage title="呼应">
      <div className="hy-acts">
        <button type="button" className="hy-act-main" onClick={() => void go('/report')}>
          <Icon name="camera" />
          <strong>{worker ? '巡查上报' : '报事'}</strong>
          <span>拍照、定位，一分钟说清</span>
        </button>
        <button type="button" className="hy-act" onClick={() => void go('/call')}>
          <PhonebookOutline />
          <strong>呼叫</strong>
          <span>找社区、打热线</span>
        </button>
        <button type="button" className="hy-act" onClick={() => void go('/services')}>
          <UnorderedListOutline />
          <strong>办事</strong>
          <span>查进度、心愿、调解</span>
        </button>
      </div>
      <Registry />
      <section className="hy-card">
        <h2>我报的事</h2>
        {me?.account ? (
          <MyMatters owner={me.account.id} />
        ) : (
          <div className="hy-empty">
            登录后可以看到办理进度；也可以在“办事”里凭编号和手机号查询。
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

/** Houses, people and visits, for whoever may see them: a grid worker's rounds begin here. */
function Registry() {
  const { data: me } = useMe();
  const go = useNavigate();
  const doors = registryDoors(me);
  if (doors.length === 0) return null;
  return (
    <nav className="hy-acts hy-acts-small" aria-label="人房">
      {doors.map(({ to, name, icon: Mark }) => (
        <button key={to} type="button" className="hy-act" onClick={() => void go(to)}>
          <Mark />
          <strong>{name}</strong>
        </button>
      ))}
    </nav>
  );
}
