import { sql } from 'kysely';
import type { Context } from '../../platform/runtime.ts';

/** How many open tasks wait for a unit, those that only inform it included: read from the tasks, not from the kept numbers. */
export async function openTasksOf(ctx: Context, unit: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from task where unit_id = ${unit}::uuid and closed_at is null`.execute(ctx.db);
  return rows[0]!.n;
}

/** The subjects, of one kind, of what somebody got as the stand-in during a leave and has not done. */
export async function subjectsHeldFor(ctx: Context, leave: string, kind: string): Promise<string[]> {
  const { rows } = await sql<{ subject: string }>`
    select distinct subject from task where closed_at is null and result ? 'stands_in' and result -> 'stands_in' ->> 'leave' = ${leave}
      and subject_kind = ${kind} order by subject`.execute(ctx.db);
  return rows.map(({ subject }) => subject);
}

/** The subjects, of one kind, of what waits for a person: addressed to the account, whether in a unit's name or not. */
export async function subjectsWaitingFor(ctx: Context, account: string, kind: string): Promise<string[]> {
  const { rows } = await sql<{ subject: string }>`
    select distinct subject from task where account_id = ${account}::uuid and closed_at is null and subject_kind = ${kind}
    order by subject`.execute(ctx.db);
  return rows.map(({ subject }) => subject);
}
