import { sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, SYSTEM } from '../../platform/access.ts';
import type { Db } from '../../platform/database/open.ts';
import { badField, conflict, notAllowed, notFound } from '../../platform/errors.ts';
import { attachFiles } from '../../platform/files/files.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { openMatter, performAction, workflowAt } from '../workflow/index.ts';
import { type Surroundings, surroundings } from './abilities.ts';
import { applyDecision } from './apply.ts';
import { blank, type Call, judge, numbered } from './commands.create.ts';
import { type Step, wasDone } from './commands.repeat.ts';
import { meansOf, updateMatter } from './commands.write.ts';
import { insertContact, insertMatter } from './insert.ts';
import { followedBy } from './queries.follow.ts';
import { communityOf, follows, isJoinable } from './queries.likely.ts';
import { lockMatter, type Matter, readMatters } from './row.ts';
import { type Parting, part, partingOffers } from './rules.join.ts';
import type { JoinBody } from './schema.similar.ts';
import { holdsOn } from './standing.ts';
import { viewOf } from './view.ts';

type JoinInput = Static<typeof JoinBody>;

const ME_TOO = '我也遇到了';

/**
 * The call of who joins: of the same type and class as the lead, in its own words and place, as far as they are given. Without a place
 * it is somewhere in the community: where exactly the other one lies is not told.
 */
async function callOf(
  runtime: Runtime,
  actor: Actor,
  lead: Matter,
  input: JoinInput,
  { types, areas }: Surroundings,
): Promise<Call> {
  const what =
    types.categories.get(lead.category_code ?? '')?.name ?? types.types.get(lead.type_code)?.name ?? '';
  const judged = await judge(runtime, actor, {
    client_id: input.client_id,
    type: lead.type_code,
    category: lead.category_code ?? undefined,
    text: input.text?.trim() || ME_TOO,
    title: `${ME_TOO}：${what}`.slice(0, 80),
    files: input.files,
    address: input.address,
    ...(input.point ? { point: input.point } : { area: communityOf(areas, lead.area_id).id }),
  });
  return numbered(runtime, judged, runtime.clock.now());
}

/** Opens the call and merges it at once, by the flow's own step, as the centre would: one story, one rule of what a merged matter is. */
async function write(ctx: Context, call: Call, lead: Matter, around: Surroundings): Promise<string> {
  const draft = blank(ctx, call);
  const opening = { ...openMatter(call.workflow), notify: [] };
  const { workflow } = call;
  const opened = applyDecision(ctx, draft, opening, meansOf(ctx, draft, opening, workflow, around));
  await ctx.flush();
  const view = viewOf(opened, call.type, ctx.actor, around.units, around.areas);
  const centre = { relation: 'centre', permissions: new Set(['matter:dispatch']) } as const;
  const form = { matter: lead.id, reason: ME_TOO };
  const merging = performAction(workflow, view, 'merge', form, [centre], ctx.now);
  if (!merging.ok) throw conflict('not_joinable', '这件事项现在不能加入，请直接上报。');
  const decision = { ...merging.decision, notify: [] };
  const merged = applyDecision(ctx, opened, decision, meansOf(ctx, opened, decision, workflow, around));
  insertMatter(ctx, merged, call);
  insertContact(ctx, merged, undefined);
  await ctx.flush();
  await sql`update matter set merged_into = ${lead.id}::uuid where id = ${merged.id}::uuid`.execute(ctx.db);
  await attachFiles(ctx, call.input.files ?? [], {
    subjectKind: 'matter',
    subject: merged.id,
    stage: 'report',
  });
  return merged.id;
}

/** The call that was taken under this number of the sender before. */
async function takenAs(db: Db, actor: Actor, clientId: string): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select id from matter where created_by = ${actor.id}::uuid and client_id = ${clientId}::uuid`.execute(db);
  return rows[0]?.id ?? null;
}

/**
 * 我也遇到了: a resident becomes a further caller of an open matter, by a call of their own that is merged into it: told of every
 * step, counted, asked to rate. 404 for whatever is not offered to everybody (confidential, at home, ended); joining twice, or one's
 * own matter, is 409. The same `client_id` counts once.
 */
export async function joinMatter(
  runtime: Runtime,
  actor: Actor,
  id: string,
  input: JoinInput,
): Promise<{ id: string; repeated: boolean }> {
  const before = await takenAs(runtime.db, actor, input.client_id);
  if (before) return { id: before, repeated: true };
  const around = await surroundings(runtime);
  const found = (await readMatters(runtime.db, [id])).get(id);
  if (!found || !(await isJoinable(runtime, found))) throw notFound('事项');
  const call = await callOf(runtime, actor, found, input, around);
  return run(runtime, actor, async (ctx) => {
    const lead = await lockMatter(ctx.db, SYSTEM, around.areas, id);
    // Sent twice at once, the second has waited for the first.
    const meanwhile = await takenAs(ctx.db, actor, input.client_id);
    if (meanwhile) return { id: meanwhile, repeated: true };
    if (!(await isJoinable(runtime, lead)))
      throw conflict('not_joinable', '这件事项刚刚办结或并入了别的事项，请直接上报。');
    if (lead.caller_id === actor.id || (await follows(ctx.db, actor.id, id)))
      throw conflict('joined_already', '您已经反映过这件事，可在“我的诉求”里查看。');
    return { id: await write(ctx, call, lead, around), repeated: false };
  });
}

/**
 * Takes a merged matter apart again: 不再跟进 by its caller, as long as the other one is not closed, or 拆分 by its centre. Refuses
 * everybody else (403), a matter that is not merged (409) and a stale version (409).
 */
export async function partMatter(
  runtime: Runtime,
  actor: Actor,
  id: string,
  action: Parting,
  input: Step,
): Promise<void> {
  const around = await surroundings(runtime);
  await run(runtime, actor, async (ctx) => {
    const matter = await lockMatter(ctx.db, actor, around.areas, id);
    if (await wasDone(ctx, id, action, input)) return;
    const workflow = await workflowAt(runtime, matter.workflow_code, matter.workflow_version);
    if (matter.version !== input.version)
      throw conflict('changed_meanwhile', '这件事项刚刚被更新过，请看一下最新情况再操作。');
    const lead = await followedBy(ctx.db, matter);
    const holds = holdsOn(actor, matter, around.units);
    const offer = partingOffers(matter, workflow, holds, Boolean(lead?.closed_at)).find(
      (each) => each.action === action,
    );
    if (!lead || matter.state !== 'merged') throw conflict('not_now', '这件事项没有并入别的事项。');
    if (!offer) throw notAllowed('您不能把这件事项拆分出来。');
    if (!offer.enabled) throw conflict('not_now', offer.reason!);
    const reason = String(input.form.reason ?? '').trim();
    if (action === 'split' && (reason.length < 2 || reason.length > 500))
      throw badField('reason', 'required', '请写明拆分的理由。');
    const decision = part(matter, workflow, action, { merged_from: lead.number, ...(reason && { reason }) });
    const apart = { ...matter, merged_into: null };
    const means = meansOf(ctx, apart, decision, workflow, around);
    // Calls that were merged into this one go on with the other: who leaves takes nobody along.
    if (action === 'leave')
      ctx.write(
        sql`update matter set merged_into = ${lead.id}::uuid where merged_into = ${id}::uuid and id <> ${id}::uuid`,
      );
    updateMatter(ctx, applyDecision(ctx, apart, decision, { ...means, clientId: input.clientId }));
  });
}
