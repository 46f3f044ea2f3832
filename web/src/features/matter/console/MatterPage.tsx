import { Alert, Button, Skeleton } from 'antd';
import { lazy, Suspense } from 'react';
import { useParams } from 'react-router';
import { sayError } from '../../../api/errors.ts';
import { ActionBar } from '../../../ui/console/ActionBar.tsx';
import { PhotoStrip } from '../../../ui/PhotoStrip.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { act, useMatter } from '../matter.ts';
import { Story } from '../Story.tsx';

const MapCanvas = lazy(() => import('../../../ui/MapCanvas.tsx'));

/** One matter: left what was said and what happened, right what to do now and where it is. */
export default function MatterPage() {
  const { id = '' } = useParams();
  const { data: matter, error, isPending, refetch } = useMatter(id);
  if (isPending) return <Skeleton active />;
  if (!matter)
    return (
      <Alert
        type="error"
        showIcon
        title={sayError(error)}
        action={<Button onClick={() => void refetch()}>重试</Button>}
      />
    );
  return (
    <div className="hy-matter-page">
      <div>
        <section className="hy-panel">
          <h2>{matter.title}</h2>
          <StateTag kind={matter.phase}>{matter.state_name}</StateTag>{' '}
          <span className="hy-muted">
            {matter.number} · {matter.type_name} · {matter.area.full_name}
          </span>
          <p className="hy-said">{matter.text}</p>
          <PhotoStrip
            photos={matter.files.map((file) => ({ id: file.id, url: file.url, thumb: file.thumb_url }))}
          />
        </section>
        <section className="hy-panel">
          <h2>办理过程</h2>
          <Story id={id} />
        </section>
      </div>
      <div>
        <section className="hy-panel">
          <h2>现在可以做</h2>
          {matter.abilities.length === 0 && <span className="hy-muted">当前没有需要您办理的操作。</span>}
          <ActionBar
            abilities={matter.abilities}
            subject={id}
            onAct={(action, answers) => act(matter, action, answers)}
          />
        </section>
        {matter.point && (
          <section className="hy-panel">
            <h2>{matter.address || '位置'}</h2>
            <div className="hy-panel-map">
              <Suspense fallback={<Skeleton active />}>
                <MapCanvas point={matter.point} />
              </Suspense>
            </div>
          </section>
        )}
      </div>
    </div>
  );
}
