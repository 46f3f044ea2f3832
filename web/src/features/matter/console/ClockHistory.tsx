import { useQuery } from '@tanstack/react-query';
import { Button, Drawer, Timeline } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import type { paths } from '../../../api/schema.d.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { exactTime } from '../../../ui/TimeAgo.tsx';

type Clock =
  paths['/api/matters/{id}/clocks']['get']['responses'][200]['content']['application/json']['items'][number];

/** Opens how every limit of a matter came about, those that are over too. */
export function ClockHistoryButton({ id }: { id: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button type="link" size="small" onClick={() => setOpen(true)}>
        计时过程
      </Button>
      <Drawer title="计时过程" open={open} onClose={() => setOpen(false)} size={640} destroyOnHidden>
        <History id={id} />
      </Drawer>
    </>
  );
}

function History({ id }: { id: string }) {
  const history = useQuery({
    queryKey: ['matter', id, 'clocks'],
    queryFn: () => api.get<{ items: Clock[] }>(`/api/matters/${id}/clocks`),
  });
  return (
    <Answered query={history}>
      {({ items }) => items.map((clock) => <OneClock key={clock.id} clock={clock} />)}
    </Answered>
  );
}

/** What happened to one clock, in the order of time. */
function stepsOf(clock: Clock): { at: string; text: string }[] {
  const steps = [
    { at: clock.started_at, text: '起算' },
    ...clock.pauses.flatMap(({ from, to }) => [
      { at: from, text: '暂停计时' },
      ...(to ? [{ at: to, text: '继续计时' }] : []),
    ]),
    ...clock.moves.map(({ at, why, from, to }) => ({
      at,
      text: `${why}：到期由 ${exactTime(from)} 变为 ${exactTime(to)}`,
    })),
    ...(clock.stopped_at ? [{ at: clock.stopped_at, text: '停止' }] : []),
  ];
  return steps.sort((a, b) => a.at.localeCompare(b.at));
}

function OneClock({ clock }: { clock: Clock }) {
  return (
    <section className="hy-clock-history">
      <h3>
        {clock.kind_name} <Verdict clock={clock} />
      </h3>
      <p>{clock.why}</p>
      <Timeline
        items={[
          ...stepsOf(clock).map(({ at, text }) => ({ content: `${exactTime(at)} ${text}` })),
          {
            content: (
              <strong>
                {exactTime(clock.due_at)} 到期{clock.provisional && '（暂定）'}
              </strong>
            ),
          },
        ]}
      />
    </section>
  );
}

/** Whether computing the due time again from its inputs gives the same. */
function Verdict({ clock }: { clock: Clock }) {
  if (clock.same === null) return <StateTag kind="paused">由外部系统给定</StateTag>;
  return clock.same ? (
    <StateTag kind="done">重算一致</StateTag>
  ) : (
    <StateTag kind="failed">重算为 {clock.computed && exactTime(clock.computed)}</StateTag>
  );
}
