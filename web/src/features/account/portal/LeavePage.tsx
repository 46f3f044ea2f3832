import { Button, Dialog, Skeleton, Toast } from 'antd-mobile';
import { Navigate } from 'react-router';
import { sayError } from '../../../api/errors.ts';
import { useMe } from '../../../api/session.ts';
import { ActionBar } from '../../../ui/portal/ActionBar.tsx';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { endLeave, enterLeave, type Leave, leaveAbility, spanOf, useLeaves, useStandIns } from '../leave.ts';

/** One's own leave, for whom one stands in, and which colleagues are away. */
export default function LeavePage() {
  const { data: me } = useMe();
  const account = me?.account?.kind === 'staff' ? me.account.id : undefined;
  const leaves = useLeaves();
  const standIns = useStandIns(account);
  if (me && !me.account) return <Navigate to="/login?next=/leaves" replace />;
  return (
    <PortalPage
      title="请假、代班"
      back
      foot={
        account && (
          <ActionBar
            abilities={[leaveAbility(standIns.data?.items ?? [])]}
            subject={`leave:${account}`}
            onAct={(_, answers) => enterLeave(account, answers)}
          />
        )
      }
    >
      {leaves.isPending && <Skeleton.Paragraph animated lineCount={5} />}
      {leaves.error && <Fault error={leaves.error} onRetry={() => void leaves.refetch()} />}
      {leaves.data?.items.length === 0 && (
        <div className="hy-empty">现在没有人请假。需要请假时，点下面的“登记请假”。</div>
      )}
      {leaves.data?.items.map((leave) => (
        <LeaveCard key={leave.id} leave={leave} />
      ))}
    </PortalPage>
  );
}

function LeaveCard({ leave }: { leave: Leave }) {
  const { account, mine, standing_in, stand_in, state, state_name, reason, may_end, take_back } = leave;
  const end = async () => {
    const content = take_back && state === 'away' ? '未办结的任务将回到本人名下。' : undefined;
    const title = state === 'away' ? '现在销假？' : '取消这次请假？';
    if (!(await Dialog.confirm({ title, content }))) return;
    const words = await endLeave(leave.id).catch((error: unknown) => sayError(error));
    Toast.show({ content: words });
  };
  return (
    <section className="hy-card">
      <h2>
        {mine ? '本人' : account.name}{' '}
        <StateTag kind={state === 'away' ? 'paused' : 'waiting'}>{state_name}</StateTag>
      </h2>
      <p>{spanOf(leave)}</p>
      <p className="hy-muted">
        {standing_in ? '由我代班' : stand_in ? `${stand_in.name}代班` : '任务回到单位'}
        {reason && ` · ${reason}`}
      </p>
      {may_end && (
        <Button size="small" onClick={() => void end()}>
          {state === 'away' ? '销假' : '取消'}
        </Button>
      )}
    </section>
  );
}
