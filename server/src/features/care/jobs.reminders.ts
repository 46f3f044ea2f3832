import { sql } from 'kysely';
import { SYSTEM } from '../../platform/access.ts';
import { dayOf } from '../../platform/day.ts';
import type { Timer } from '../../platform/feature.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { accountsOver } from '../account/index.ts';
import { type Sending, sendMessages } from '../message/index.ts';
import { MANAGE, VISIT } from './policy.ts';

const HOUR = 8;
const hourOf = (at: Date): number => (at.getUTCHours() + 8) % 24;

interface Late {
  account: string;
  due: number;
  late: number;
}

/** Who is told of the people of an area: whoever visits there, and whoever leads there, who hears of what is late only. */
interface Told {
  area: string;
  account: string;
  leads: boolean;
}

async function toldOf(ctx: Context, today: string): Promise<Told[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct area_id as id from care_person where ended_on is null and next_due <= ${today}::date`.execute(
    ctx.db,
  );
  const areas = rows.map(({ id }) => id);
  const pairs = async (permission: string, leads: boolean) =>
    [...(await accountsOver(ctx.db, permission, areas))].flatMap(([area, accounts]) =>
      accounts.map((account) => ({ area, account, leads })),
    );
  return [...(await pairs(VISIT, false)), ...(await pairs(MANAGE, true))];
}

/**
 * How many visits are due today and how many are late, by account: for whoever answers for the people, for the visitors of an area where no grid worker
 * answers, and, of what is late, for whoever leads there. Each person counts once for an account.
 */
async function lateOf(ctx: Context, today: string): Promise<Late[]> {
  const told = await toldOf(ctx, today);
  const { rows } = await sql<Late>`
    with due as (select person_id, area_id, next_due from care_person where ended_on is null and next_due <= ${today}::date),
    duty as (select d.account_id, d.role, due.person_id, due.next_due from due join care_duty d on d.person_id = due.person_id
      where d.to_on is null and d.account_id is not null),
    told as (select area, account, leads from jsonb_to_recordset(${JSON.stringify(told)}::jsonb) as t(area uuid, account uuid, leads boolean)),
    each as (
      select account_id as account, person_id, next_due from duty
      union select t.account, due.person_id, due.next_due from due join told t on t.area = due.area_id
        where case when t.leads then due.next_due < ${today}::date
          else not exists (select from duty where duty.person_id = due.person_id and duty.role = 'grid_worker') end)
    select account, count(*) filter (where next_due = ${today}::date)::int as due,
      count(*) filter (where next_due < ${today}::date)::int as late
    from each group by account order by account`.execute(ctx.db);
  return rows;
}

const sendingOf = ({ account, due, late }: Late): Sending => ({
  template: late > 0 ? 'care-late' : 'care-due',
  accounts: [account],
  subjectKind: 'care',
  values: { title: String(due), reason: String(late) },
});

/** Reminds everybody once a day in the morning; a program that was stopped does it when it runs again. */
export async function remind(runtime: Runtime): Promise<void> {
  if (hourOf(runtime.clock.now()) < HOUR) return;
  const today = dayOf(runtime.clock.now());
  const done = await sql`select from care_reminder where day = ${today}::date`.execute(runtime.db);
  if (done.rows.length > 0) return;
  await run(runtime, SYSTEM, async (ctx) => {
    const first = await sql`
      insert into care_reminder (day, at) values (${today}::date, ${ctx.now}::timestamptz) on conflict do nothing returning day`.execute(
      ctx.db,
    );
    if (first.rows.length === 0) return;
    await sendMessages(ctx, (await lateOf(ctx, today)).map(sendingOf));
  });
}

export const careTimer: Timer = { name: 'care.reminders', everySeconds: 60, tick: remind };
