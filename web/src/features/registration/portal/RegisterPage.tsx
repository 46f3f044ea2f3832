import { Button, Skeleton } from 'antd-mobile';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { useMe } from '../../../api/session.ts';
import { Icon } from '../../../ui/icons.tsx';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { type Place, registrationChanged, type Scanned, usePlace } from '../registration.ts';
import { HouseholdForm } from './HouseholdForm.tsx';
import './register.css';

/** Where the code on a door leads: the household says who lives here; a worker checks it. */
export default function RegisterPage() {
  const [params] = useSearchParams();
  const scanned = {
    building: params.get('building') ?? undefined,
    grid: params.get('grid') ?? undefined,
  };
  const place = usePlace(scanned);
  const [sent, setSent] = useState(false);
  const nowhere = !scanned.building && !scanned.grid;
  return (
    <PortalPage title="扫码登记" back>
      {nowhere && <div className="hy-empty">请用手机扫描楼栋门口或社区张贴的登记码，从那里进入。</div>}
      {place.isLoading && <Skeleton.Paragraph animated lineCount={6} />}
      {place.isError && <Fault whole error={place.error} onRetry={() => void place.refetch()} />}
      {place.data && (
        <div className="hy-reg">
          <section className="hy-card hy-reg-place">
            <strong>{place.data.name}</strong>
            <span className="hy-muted">{place.data.grid}</span>
          </section>
          {sent ? (
            <Sent />
          ) : (
            <Inside
              place={place.data}
              scanned={scanned}
              onSent={() => {
                setSent(true);
                void registrationChanged();
              }}
            />
          )}
        </div>
      )}
    </PortalPage>
  );
}

interface Props {
  place: Place;
  scanned: Scanned;
  onSent: () => void;
}

/** Only a resident who is signed in fills in: a guest is sent to sign in and back. */
function Inside({ place, scanned, onSent }: Props) {
  const { data: me } = useMe();
  const go = useNavigate();
  if (!me) return <Skeleton.Paragraph animated lineCount={4} />;
  if (!me.account) {
    const back = `/register?${scanned.building ? `building=${scanned.building}` : `grid=${scanned.grid}`}`;
    return (
      <section className="hy-card">
        <h2>先用手机号登录</h2>
        <p>登录后填写家里的人；由网格员核对，之后您可以随时查看、更正，也能看到谁查看过。</p>
        <Button
          block
          color="primary"
          size="large"
          onClick={() => void go(`/login?next=${encodeURIComponent(back)}`)}
        >
          用手机号登录
        </Button>
      </section>
    );
  }
  if (me.account.kind !== 'resident')
    return (
      <section className="hy-card">
        <p>您现在用的是工作人员账号。这里由居民本人登记；要替居民登记，请在“我的 → 人员”里登记。</p>
        <Button block color="primary" onClick={() => void go('/people')}>
          打开“人员”
        </Button>
      </section>
    );
  return <HouseholdForm place={place} scanned={scanned} onSent={onSent} />;
}

function Sent() {
  const go = useNavigate();
  return (
    <section className="hy-card hy-reg-sent" role="status">
      <Icon name="check" />
      <strong>已提交</strong>
      <p>网格员核对后登记。在“我的登记”里能看到进展，核对之前可以撤回。</p>
      <Button block color="primary" onClick={() => void go('/my-record', { replace: true })}>
        看我的登记
      </Button>
    </section>
  );
}
