import { sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, SYSTEM } from '../../platform/access.ts';
import type { Db } from '../../platform/database/open.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { accountNames, phonesOf } from '../account/index.ts';
import { type ActionOffer, type Hold, listActions, type Workflow, workflowAt } from '../workflow/index.ts';
import { type Surroundings, surroundings } from './abilities.ts';
import { findMatter, type Matter } from './row.ts';
import {
  asIfClosed,
  type Called,
  callerHolds,
  type FollowedState,
  keptForOthers,
  leftBehind,
  rateOffer,
  withoutCallers,
} from './rules.follow.ts';
import { partingOffers } from './rules.join.ts';
import type { Follows } from './schema.ts';
import { holdsOn } from './standing.ts';
import { viewOf } from './view.ts';

/** The matter that a merged one is now part of: where a chain of merges ends. */
export interface Followed extends FollowedState {
  id: string;
  number: string;
  state: string;
  workflow_code: string;
  workflow_version: number;
  confidential: boolean;
  public_reply: string | null;
  callers: number;
}

/** Reads what a merged matter follows, whoever asks: only for judging and telling what everybody merged into it may know. */
export async function followedBy(db: Db, matter: Matter): Promise<Followed | null> {
  if (!matter.merged_into) return null;
  const { rows } = await sql<Followed>`
    with recursive chain as (
      select id, merged_into from matter where id = ${matter.merged_into}::uuid
      union select m.id, m.merged_into from chain c join matter m on m.id = c.merged_into)
    select m.id, m.number, m.state, m.workflow_code, m.workflow_version, m.open, m.closed_at, m.confidential, m.public_reply, m.callers,
      exists (select from event e where e.subject = ${matter.id}::uuid and e.kind = 'matter.rate'
        and e.data ->> 'from' = ${matter.state}) as rated
    from chain c join matter m on m.id = c.id where c.merged_into is null`.execute(db);
  return rows[0] ?? null;
}

/** Everybody who called about a matter or one merged into it, by the contact left and by the account. */
async function callersOf(ctx: Context, matter: string): Promise<Called[]> {
  const ids = [matter, ...(await followersOf(ctx.db, matter))];
  const { rows } = await sql<{ caller_id: string | null; name: Buffer | null; phone: Buffer | null }>`
    select m.caller_id, c.name_sealed as name, c.phone_sealed as phone
    from matter m left join matter_contact c on c.matter_id = m.id where m.id = any (${ids}::uuid[])`.execute(
    ctx.db,
  );
  const { sealer } = ctx.runtime;
  const called: Called[] = rows.map(({ name, phone }) => ({
    name: name && sealer.open(name),
    phone: phone && sealer.open(phone),
  }));
  const accounts = [...new Set(rows.flatMap((row) => row.caller_id ?? []))];
  const [names, phones] = [await accountNames(ctx.db, accounts), await phonesOf(ctx, accounts)];
  for (const id of accounts) called.push({ name: names.get(id) ?? null, phone: phones.get(id) ?? null });
  return called;
}

/** What was answered, without the name and number of anybody who called. The transaction must be the program's own. */
export async function replyForOthers(ctx: Context, matter: string, reply: string | null) {
  return reply && withoutCallers(reply, await callersOf(ctx, matter));
}

/**
 * How a matter stands for the callers of those merged into it: number, states and when each was reached, the public answer.
 * Neither who called nor a word or photo of theirs, nor who works on it; of a confidential one only the state.
 */
async function progressOf(ctx: Context, followed: Followed): Promise<Static<typeof Follows>> {
  const workflow = await workflowAt(ctx.runtime, followed.workflow_code, followed.workflow_version);
  const { rows } = await sql<{ at: Date; to: string }>`
    select at, data ->> 'to' as to from event
    where subject = ${followed.id}::uuid and subject_kind = 'matter' and audience <> 'staff'
      and data ->> 'from' <> data ->> 'to' and data ->> 'implied' is null
    order by seq`.execute(ctx.db);
  const nameOf = (state: string) => workflow.states.get(state)?.name ?? state;
  const { number, open, closed_at, confidential, public_reply, callers } = followed;
  return {
    number,
    callers,
    open,
    state_name: nameOf(followed.state),
    phase: workflow.states.get(followed.state)?.phase ?? 'ended',
    closed_at: closed_at?.toISOString() ?? null,
    public_reply: confidential ? null : await replyForOthers(ctx, followed.id, public_reply),
    steps: confidential ? [] : rows.map(({ at, to }) => ({ at: at.toISOString(), name: nameOf(to) })),
  };
}

/** The button of rating that a merged matter has for its caller. */
export async function followerOffers(
  runtime: Runtime,
  matter: Matter,
  followed: Followed,
  actor: Actor,
  around: Surroundings,
): Promise<ActionOffer[]> {
  const workflow = await workflowAt(runtime, matter.workflow_code, matter.workflow_version);
  const type = around.types.types.get(matter.type_code)!;
  const view = viewOf(matter, type, actor, around.units, around.areas);
  const closed = asIfClosed(workflow, view, followed);
  if (!closed) return [];
  const holds = callerHolds(holdsOn(actor, matter, around.units));
  const offers = listActions(workflow, closed, holds, runtime.clock.now());
  const offer = rateOffer(
    offers.find(({ action }) => action === 'rate'),
    followed,
  );
  return offer ? [offer] : [];
}

/** What a merged matter's page shows its caller of the one it follows, and the button there. In the program's own transaction. */
export async function following(ctx: Context, matter: Matter, caller: Actor) {
  const followed = await followedBy(ctx.db, matter);
  if (!followed) return { follows: null, offers: [] };
  const around = await surroundings(ctx.runtime);
  return {
    follows: await progressOf(ctx, followed),
    offers: await followerOffers(ctx.runtime, matter, followed, caller, around),
  };
}

/** The same for a caller who is signed in and has been found to be the caller of this matter. */
export async function followingOf(runtime: Runtime, caller: Actor, id: string) {
  const { areas } = await surroundings(runtime);
  return run(runtime, SYSTEM, async (ctx) =>
    following(ctx, await findMatter(ctx.db, SYSTEM, areas, id), caller),
  );
}

/** The callers' matters that were merged into this one, at whatever remove. */
export async function followersOf(db: Db, matter: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive merged as (
      select id from matter where merged_into = ${matter}::uuid
      union select m.id from merged f join matter m on m.merged_into = f.id)
    select id from merged`.execute(db);
  return rows.map(({ id }) => id);
}

/** Whether calls of anybody but its own caller were merged into a matter. */
async function hasOthers(db: Db, matter: string): Promise<boolean> {
  const { rows } = await sql`
    with recursive merged as (
      select id, caller_id from matter where merged_into = ${matter}::uuid
      union select m.id, m.caller_id from merged f join matter m on m.merged_into = f.id)
    select from merged f join matter t on t.id = ${matter}::uuid
    where f.caller_id is null or t.caller_id is null or f.caller_id <> t.caller_id limit 1`.execute(db);
  return rows.length > 0;
}

/** The buttons of a matter, less those that would leave others without an answer whose calls were merged into it. */
export async function offersKept(db: Db, matter: string, offers: ActionOffer[]): Promise<ActionOffer[]> {
  const asked = offers.some((offer) => offer.enabled && leftBehind(offer.action));
  return asked && (await hasOthers(db, matter)) ? keptForOthers(offers) : offers;
}

/** Why a step cannot be taken although the flow allows it: others would be left behind. Null when it can. */
export async function leavesOthers(db: Db, matter: string, action: string): Promise<string | null> {
  const reason = leftBehind(action);
  return reason && (await hasOthers(db, matter)) ? reason : null;
}

/** The buttons by which a merged matter comes apart again, for somebody who stands to it in these ways. */
export async function partingOf(
  ctx: Context,
  matter: Matter,
  workflow: Workflow,
  holds: readonly Hold[],
): Promise<ActionOffer[]> {
  const lead = await followedBy(ctx.db, matter);
  return lead ? partingOffers(matter, workflow, holds, Boolean(lead.closed_at)) : [];
}
