import { sql } from 'kysely';
import { SYSTEM } from '../../platform/access.ts';
import { addDays, dayOf } from '../../platform/day.ts';
import type { Timer } from '../../platform/feature.ts';
import { atMost } from '../../platform/page.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import type { Subscriber } from '../../platform/subscribers.ts';
import { accountsWith } from '../account/index.ts';
import { readMatters } from '../matter/index.ts';
import { type Sending, sendMessages } from '../message/index.ts';
import { ensureDispute } from './change.ts';
import { mediatorAccounts } from './policy.ts';

/** A dispute has its own row as soon as its matter is there, so that lists by kind and risk leave none out. */
export const opener: Subscriber = {
  name: 'dispute.opener',
  wants: (kind) => kind === 'matter.opened',
  async handle(ctx, events) {
    const ids = events.flatMap(({ subject, data }) =>
      (data as { count?: { type?: string } }).count?.type === 'dispute' ? subject : [],
    );
    for (const matter of (await readMatters(ctx.db, ids)).values()) await ensureDispute(ctx, matter);
  },
};

const BATCH = 100;
const HOUR = 3_600_000;

interface Due {
  id: string;
  matter_id: string;
  number: string;
  title: string;
  centre_unit: string;
  due: string;
  /** Whether anybody still has to hear of it: no session is held of a matter that has ended. */
  open: boolean;
}

const MATTER = sql.raw('m.number, m.title, m.centre_unit');

/** Each thing that is due soon, once: locked by whoever reminds, passed over by the others. */
async function takeDue(ctx: Context, what: 'promise' | 'visit' | 'session'): Promise<Due[]> {
  const today = dayOf(ctx.now);
  const statements = {
    promise: sql<Due>`
      update dispute_promise p set reminded_at = ${ctx.now}::timestamptz from matter m where m.id = p.matter_id and p.id in (
        select id from dispute_promise where done_at is null and reminded_at is null and due_on <= ${addDays(today, 1)}::date
        order by due_on limit ${atMost(BATCH)} for update skip locked)
      returning p.id, p.matter_id, true as open, p.due_on::text as due, ${MATTER}`,
    visit: sql<Due>`
      update dispute_visit v set reminded_at = ${ctx.now}::timestamptz from matter m where m.id = v.matter_id and v.id in (
        select id from dispute_visit where visited_at is null and reminded_at is null and due_on <= ${today}::date
        order by due_on limit ${atMost(BATCH)} for update skip locked)
      returning v.id, v.matter_id, true as open, v.due_on::text as due, ${MATTER}`,
    session: sql<Due>`
      update dispute_session s set reminded_at = ${ctx.now}::timestamptz from matter m where m.id = s.matter_id and s.id in (
        select id from dispute_session where reminded_at is null and next_at is not null
          and next_at <= ${new Date(ctx.now.getTime() + 24 * HOUR)}::timestamptz
        order by next_at limit ${atMost(BATCH)} for update skip locked)
      returning s.id, s.matter_id, m.open, to_char(s.next_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') as due, ${MATTER}`,
  };
  return (await statements[what].execute(ctx.db)).rows;
}

async function toldOf(ctx: Context, { matter_id, centre_unit }: Due): Promise<string[]> {
  const centre = await accountsWith(ctx.db, { unit: centre_unit, permission: 'matter:verify' });
  return [...(await mediatorAccounts(ctx.db, matter_id)), ...centre];
}

/** Tells mediators and the centre what is due; returns how many things. Safe to run in several programs. */
export function remind(runtime: Runtime): Promise<number> {
  return run(runtime, SYSTEM, async (ctx) => {
    const sendings: Sending[] = [];
    for (const what of ['promise', 'visit', 'session'] as const)
      for (const due of (await takeDue(ctx, what)).filter(({ open }) => open))
        sendings.push({
          template: `dispute-${what}-due`,
          accounts: await toldOf(ctx, due),
          subjectKind: 'matter',
          subject: due.matter_id,
          values: { number: due.number, title: due.title, due: due.due },
        });
    await sendMessages(ctx, sendings);
    return sendings.length;
  });
}

export const reminder: Timer = {
  name: 'dispute.reminder',
  everySeconds: 60,
  async tick(runtime) {
    await remind(runtime);
  },
};
