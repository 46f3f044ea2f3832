import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd-mobile';
import { useNavigate, useParams } from 'react-router';
import { api } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';
import { LateMap } from '../../../ui/LateMap.tsx';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import './nearby.css';

/** The component somebody stands before, by the code on its plate: what it is, and the way to report what is wrong with it. */
export default function ComponentPage() {
  const { code = '' } = useParams();
  const go = useNavigate();
  const query = useQuery({
    queryKey: ['place', 'component', code],
    queryFn: () => api.get<Answer<'readComponentByCode'>>(`/api/components/${encodeURIComponent(code)}`),
  });
  const { data } = query;
  return (
    <PortalPage title="部件" back>
      {query.isPending && <Skeleton.Paragraph animated lineCount={4} />}
      {query.isError && <Fault error={query.error} onRetry={() => void query.refetch()} />}
      {data && (
        <>
          <section className="hy-nearby-card">
            <strong>{data.name}</strong>
            <p>
              {data.kind_name} · {data.code}
            </p>
            {data.address && <p className="hy-muted">{data.address}</p>}
            <Button block color="primary" onClick={() => void go('/report?type=city-event')}>
              它坏了，我要上报
            </Button>
          </section>
          {data.point && (
            <div className="hy-nearby-map">
              <LateMap point={data.point} zoom={17} />
            </div>
          )}
        </>
      )}
    </PortalPage>
  );
}
