import { Skeleton } from 'antd-mobile';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { untilMinute } from '../../../ui/TimeAgo.tsx';
import { useWhistle } from '../data.ts';
import { Parties } from '../Parties.tsx';

/** On the phone page of a whistle: who was called, who is there, and the people called beside the departments. */
export function WhistleCard({ id }: { id: string }) {
  const { data, error, refetch } = useWhistle(id);
  if (error && !data) return <Fault error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton.Paragraph animated lineCount={3} />;
  return (
    <section className="hy-card" aria-label="到场部门">
      <h2>
        到场部门 {data.arrived}/{data.awaited}
      </h2>
      <p className="hy-muted">
        {data.kind_name} · 吹哨人 {data.whistler}
      </p>
      <Parties parties={data.parties} />
      {data.members.map((member) => (
        <p key={member.id}>
          {member.kind_name} {[member.unit?.name, member.name].filter(Boolean).join(' ')} {member.people} 人{' '}
          {member.arrived_at ? (
            <StateTag kind="done">{untilMinute(member.arrived_at)} 到场</StateTag>
          ) : (
            <StateTag kind="waiting">未到场</StateTag>
          )}
        </p>
      ))}
    </section>
  );
}
