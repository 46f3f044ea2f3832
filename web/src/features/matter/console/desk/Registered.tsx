import { Link } from 'react-router';
import type { MatterRow } from '../../../../api/types.ts';
import { ActionBar } from '../../../../ui/console/ActionBar.tsx';
import { act, useMatter } from '../../matter.ts';

/** What may be finished while the caller is still on the line. */
const atOnce = new Set(['answer', 'close']);

/** The number, large, to be read out; and 当场答复 where the flow allows it. */
export function Registered({ matter }: { matter: MatterRow }) {
  const { data } = useMatter(matter.id);
  const abilities = data?.abilities.filter((each) => atOnce.has(each.action) && each.enabled) ?? [];
  return (
    <section className="hy-panel hy-registered" aria-live="polite">
      <span>
        已登记，请把编号告诉来电人：
        <strong className="hy-registered-number">{matter.number}</strong>
      </span>
      <span className="hy-muted">
        {matter.type_name} · {matter.area.name} · {data?.state_name ?? matter.state_name}
        {data?.owner && ` · 现由 ${data.owner.name} 负责`} · <Link to={`/matters/${matter.id}`}>打开</Link>
      </span>
      {data && abilities.length > 0 && (
        <span className="hy-registered-act">
          可以当场答复办结：
          <ActionBar
            abilities={abilities}
            subject={matter.id}
            onAct={(action, answers) => act(data, action, answers)}
          />
        </span>
      )}
    </section>
  );
}
