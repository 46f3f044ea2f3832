import { dayAndTime } from '../../platform/day.ts';
import type { EventRow } from '../../platform/events.ts';
import type { Context } from '../../platform/runtime.ts';
import type { Subscriber } from '../../platform/subscribers.ts';
import { accountsWith, unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { readMatters } from '../matter/index.ts';
import { type Sending, sendMessages } from '../message/index.ts';

/** Whom an event of this feature tells, and in which words; `from` is the unit it comes from. */
interface Notice {
  template: string;
  unit: string;
  permission: string;
  from?: string;
  state?: string;
  reason?: string;
  reply?: string;
  due?: string;
}

async function notify(ctx: Context, events: EventRow[]): Promise<void> {
  const telling = events.filter(({ data }) => data.tell);
  if (telling.length === 0) return;
  const [matters, units, areas] = await Promise.all([
    readMatters(ctx.db, [...new Set(telling.map(({ subject }) => subject))]),
    unitRegistry(ctx.runtime),
    areaTree(ctx.runtime),
  ]);
  const sendings: Sending[] = [];
  for (const event of telling) {
    const { template, unit, permission, from, due, ...words } = event.data.tell as Notice;
    const matter = matters.get(event.subject);
    const people = await accountsWith(ctx.db, { unit, permission });
    const accounts = people.filter((id) => id !== event.actor);
    if (!matter || accounts.length === 0) continue;
    const values = {
      ...words,
      reason: words.reason ?? (event.data.form?.reason as string | undefined),
      number: matter.number,
      title: matter.title,
      area: areas.get(matter.area_id)?.name,
      unit: units.get(from ?? unit)?.name,
      due: due && dayAndTime(new Date(due)),
    };
    sendings.push({
      template,
      accounts,
      subjectKind: 'matter',
      subject: matter.id,
      eventSeq: event.seq,
      values,
    });
  }
  if (sendings.length > 0) await sendMessages(ctx, sendings);
}

/** Tells units what was said of them, and of appeals. */
export const judgementNotifier: Subscriber = {
  name: 'judgement.notices',
  wants: (kind) =>
    kind === 'matter.appeal' ||
    kind === 'matter.appeal_decided' ||
    kind === 'matter.appeal_raised' ||
    kind === 'matter.appraised',
  handle: notify,
};
