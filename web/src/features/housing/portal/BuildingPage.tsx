import { Skeleton } from 'antd-mobile';
import { useParams } from 'react-router';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { KINDS, useBuilding } from '../housing.ts';
import { Matrix } from '../Matrix.tsx';

/** One building on the phone: its 楼盘表, a tap opens the room. */
export default function BuildingPage() {
  const { id = '' } = useParams();
  const query = useBuilding(id);
  const { data: building } = query;
  return (
    <PortalPage title={building?.name ?? '楼栋'} back>
      {query.isPending && <Skeleton.Paragraph animated lineCount={8} />}
      {query.isError && <Fault error={query.error} onRetry={() => void query.refetch()} />}
      {building && (
        <section className="hy-card">
          <p className="hy-muted">
            {[building.address, KINDS[building.kind], building.area?.name ?? '未落格']
              .filter(Boolean)
              .join(' · ')}
          </p>
          <Matrix building={building} to={(house) => `/housing/houses/${house}`} />
        </section>
      )}
    </PortalPage>
  );
}
