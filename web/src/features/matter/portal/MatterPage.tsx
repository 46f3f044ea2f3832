import { Skeleton } from 'antd-mobile';
import { useParams } from 'react-router';
import { PhotoStrip } from '../../../ui/PhotoStrip.tsx';
import { ActionBar } from '../../../ui/portal/ActionBar.tsx';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { act, useMatter } from '../matter.ts';
import { Story } from '../Story.tsx';

/** One matter on the phone; what one may do stays under the thumb. */
export default function MatterPage() {
  const { id = '' } = useParams();
  const { data: matter, error, isPending, refetch } = useMatter(id);
  const foot = matter && (
    <ActionBar
      abilities={matter.abilities}
      subject={id}
      onAct={(action, answers) => act(matter, action, answers)}
    />
  );
  return (
    <PortalPage title="事项" back foot={foot}>
      {isPending && <Skeleton.Paragraph animated lineCount={6} />}
      {error && !matter && <Fault error={error} onRetry={() => void refetch()} />}
      {matter && (
        <>
          <section className="hy-card">
            <h2>{matter.title}</h2>
            <StateTag kind={matter.phase}>{matter.state_name}</StateTag>
            <p className="hy-said">{matter.text}</p>
            <PhotoStrip
              photos={matter.files.map((file) => ({ id: file.id, url: file.url, thumb: file.thumb_url }))}
            />
            <p className="hy-muted">{matter.number}</p>
            {matter.address && <p className="hy-muted">{matter.address}</p>}
          </section>
          <section className="hy-card">
            <h2>办理过程</h2>
            <Story id={id} />
          </section>
        </>
      )}
    </PortalPage>
  );
}
