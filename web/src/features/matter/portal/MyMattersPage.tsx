import { Navigate } from 'react-router';
import { useMe } from '../../../api/session.ts';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { MyMatters } from './MyMatters.tsx';
import './home.css';

/** All matters of one's own. */
export default function MyMattersPage() {
  const { data: me } = useMe();
  if (me && !me.account) return <Navigate to="/login?next=/matters" replace />;
  return (
    <PortalPage title="我报的事" back>
      <section className="hy-card">{me?.account && <MyMatters owner={me.account.id} />}</section>
    </PortalPage>
  );
}
