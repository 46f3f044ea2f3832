import { Button, CapsuleTabs, Skeleton } from 'antd-mobile';
import { EnvironmentOutline, UnorderedListOutline } from 'antd-mobile-icons';
import { Navigate, useNavigate, useSearchParams } from 'react-router';
import { useMe } from '../../../api/session.ts';
import { fetchedMap } from '../../../ui/fetchedMap.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { DutyCard } from '../../duty/portal/DutyCard.tsx';
import { PatrolCard } from '../../patrol/portal/PatrolCard.tsx';
import { JobCard } from './JobCard.tsx';
import { useJobs } from './jobs.ts';
import './task.css';

const TaskMap = fetchedMap(() => import('./TaskMap.tsx'));

/** The day of whoever handles: what waits for them and their grid, the most pressing first, as a list or on the map. */
export default function TaskPage() {
  const { data: me } = useMe();
  const go = useNavigate();
  const [params, setParams] = useSearchParams();
  const which = params.get('of') === 'area' ? 'area' : 'mine';
  const asMap = params.get('as') === 'map';
  const jobs = useJobs(me, which);
  const show = (change: Record<string, string>) =>
    setParams({ of: which, as: asMap ? 'map' : 'list', ...change }, { replace: true });
  const open = (to: string) => void go(to);
  if (me && !me.account) return <Navigate to="/login?next=/tasks" replace />;
  return (
    <PortalPage
      title="任务"
      right={<Turn asMap={asMap} onTurn={(as) => show({ as })} />}
      foot={
        <div className="hy-foot">
          <Button block color="primary" size="large" onClick={() => void go('/report')}>
            <span className="hy-with-icon">
              <Icon name="camera" /> 巡查上报
            </span>
          </Button>
        </div>
      }
    >
      <CapsuleTabs activeKey={which} onChange={(of) => show({ of })} className="hy-ways">
        <CapsuleTabs.Tab key="mine" title="待我办理" />
        <CapsuleTabs.Tab key="area" title={me?.account?.areas.length ? '辖区事项' : '单位事项'} />
      </CapsuleTabs>
      <DutyCard />
      <PatrolCard />
      {jobs.isPending && <Skeleton.Paragraph animated lineCount={6} />}
      {jobs.error && <Fault error={jobs.error} onRetry={() => void jobs.refetch()} />}
      {jobs.isSuccess && jobs.rows.length === 0 && (
        <div className="hy-empty">
          {which === 'mine' ? '今天没有待办。新任务来了会自动出现。' : '没有正在办理的事项。'}
        </div>
      )}
      {/* A map made before it is known where would show the whole city. */}
      {asMap && jobs.isSuccess && (
        <div className="hy-task-map">
          <TaskMap jobs={jobs.rows} onOpen={open} />
        </div>
      )}
      {!asMap && jobs.rows.map((job) => <JobCard key={job.to} job={job} onOpen={open} />)}
      {jobs.more && (
        <Button block fill="none" loading={jobs.loadingMore} onClick={jobs.loadMore}>
          加载更多
        </Button>
      )}
    </PortalPage>
  );
}

function Turn({ asMap, onTurn }: { asMap: boolean; onTurn: (as: string) => void }) {
  return (
    <button
      type="button"
      className="hy-turn"
      onClick={() => onTurn(asMap ? 'list' : 'map')}
      aria-label={asMap ? '看列表' : '看地图'}
    >
      {asMap ? <UnorderedListOutline /> : <EnvironmentOutline />}
      {asMap ? '列表' : '地图'}
    </button>
  );
}
