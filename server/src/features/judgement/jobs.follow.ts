import { sql } from 'kysely';
import { SYSTEM } from '../../platform/access.ts';
import type { EventRow } from '../../platform/events.ts';
import type { Context } from '../../platform/runtime.ts';
import type { Subscriber } from '../../platform/subscribers.ts';
import { areaTree } from '../area/index.ts';
import { lockMatter, type Told } from '../matter/index.ts';
import { type Workflow, workflowAt } from '../workflow/index.ts';
import {
  askServed,
  endChecks,
  endVisit,
  keepAnswer,
  keepSilence,
  openVisit,
  type Step,
  tellAll,
} from './follow.ts';
import { lockMatters } from './locks.ts';

const RATE = 'matter.rate';
const ARCHIVE = 'matter.archive';

const isStep = ({ data }: EventRow): boolean => typeof data.from === 'string' && !data.implied;
/** Internal answers ride in an event of their own beside the step. */
const isInternal = ({ kind }: EventRow): boolean => kind.endsWith('.internal');

/** How often a matter had been taken up again before an event. */
async function roundBefore(ctx: Context, event: EventRow, settled: readonly string[]): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from event where subject = ${event.subject}::uuid and subject_kind = 'matter' and seq < ${event.seq}::bigint
      and data ->> 'from' = any (${settled as string[]}::text[]) and data ->> 'to' <> all (${settled as string[]}::text[])
      and data ->> 'implied' is null and kind not like '%.internal'`.execute(ctx.db);
  return rows[0]!.n;
}

/** Whether a member of staff asked the caller: who answers by number and phone has no account of their own. */
async function wasAsked(ctx: Context, { event, matter }: Step): Promise<boolean> {
  if (event.actor === matter.caller_id) return false;
  const { rows } = await sql<{
    kind: string;
  }>`select kind from account where id = ${event.actor}::uuid`.execute(ctx.db);
  return rows[0]?.kind === 'staff';
}

/** What a step means for judging. */
async function follow(ctx: Context, step: Step, workflow: Workflow): Promise<Told[]> {
  const { event, matter } = step;
  const settled = (state: unknown) => workflow.states.get(String(state))?.settled === true;
  const told: Told[] = [];
  if (event.kind === RATE) {
    const visitor = await wasAsked(ctx, step);
    keepAnswer(ctx, step, visitor);
    told.push(...(await endVisit(ctx, step, visitor ? 'effective' : 'cancelled')));
  }
  if (event.kind === ARCHIVE) await keepSilence(ctx, step);
  const left = settled(event.data.from) && !settled(event.data.to);
  if (left || event.kind === ARCHIVE) told.push(...(await endVisit(ctx, step, 'cancelled')));
  if (left) told.push(...(await endChecks(ctx, step)));
  // What has been taken up again meanwhile is asked about when it is closed the next time.
  if (settled(event.data.to) && !settled(event.data.from) && settled(matter.state))
    told.push(...(await openVisit(ctx, step)), ...(await askServed(ctx, step)));
  return told;
}

interface Flow {
  id: string;
  workflow_code: string;
  workflow_version: number;
}

/** The flow of each matter of a batch, read without a lock. */
async function flowsOf(ctx: Context, events: readonly EventRow[]): Promise<Map<string, Workflow>> {
  const ids = [...new Set(events.map(({ subject }) => subject))];
  const { rows } = await sql<Flow>`
    select id, workflow_code, workflow_version from matter where id = any (${ids}::uuid[])`.execute(ctx.db);
  const flows = rows.map(
    async (row) => [row.id, await workflowAt(ctx.runtime, row.workflow_code, row.workflow_version)] as const,
  );
  return new Map(await Promise.all(flows));
}

async function handle(ctx: Context, events: EventRow[]): Promise<void> {
  const steps = events.filter((each) => isStep(each) && !isInternal(each));
  if (steps.length === 0) return;
  const [areas, flows] = await Promise.all([areaTree(ctx.runtime), flowsOf(ctx, steps)]);
  const concerned = steps.flatMap((event) => {
    const workflow = flows.get(event.subject);
    const settled = [...(workflow?.states ?? [])].flatMap(([code, state]) => (state.settled ? code : []));
    const ends = [event.data.from, event.data.to].some((state) => settled.includes(state));
    return workflow && (ends || event.kind === RATE) ? [{ event, workflow, settled }] : [];
  });
  await lockMatters(
    ctx,
    concerned.map(({ event }) => event.subject),
  );
  for (const { event, workflow, settled } of concerned) {
    const matter = await lockMatter(ctx.db, SYSTEM, areas, event.subject);
    const round = await roundBefore(ctx, event, settled);
    await tellAll(ctx, matter, await follow(ctx, { event, matter, round }, workflow));
  }
}

/** Keeps what callers said, and asks whom a city wants asked once a matter is closed. */
export const follower: Subscriber = {
  name: 'judgement.follow',
  wants: (kind) => kind.startsWith('matter.') && !kind.startsWith('matter.registry'),
  // Their matters are locked until all are taken: whoever works on one of them waits so long.
  most: 50,
  handle,
};
