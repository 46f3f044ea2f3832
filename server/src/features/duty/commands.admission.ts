import { sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, unitsOf } from '../../platform/access.ts';
import { dayOf, isDay } from '../../platform/day.ts';
import { badField, conflict, notAllowed, notFound } from '../../platform/errors.ts';
import { record } from '../../platform/events.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { unitRegistry } from '../account/index.ts';
import { type AreaTree, areaTree, pathsOf } from '../area/index.ts';
import { askable, SET } from './policy.ts';
import { readAdmission, seesAdmission, standsTo } from './row.admission.ts';
import { AFTER, offers } from './rules.admission.ts';
import type { AdmissionBody, DecideBody } from './schema.admission.ts';

type Applied = Static<typeof AdmissionBody>;

async function checkApplied(runtime: Runtime, actor: Actor, body: Applied): Promise<string> {
  const [areas, units] = await Promise.all([areaTree(runtime), unitRegistry(runtime)]);
  const own = unitsOf(actor, SET);
  const unit = body.unit ?? own[0];
  if (!unit || !own.includes(unit)) throw notAllowed('只能以本单位的名义申请。');
  const tops = askable(actor, units);
  for (const id of body.areas)
    if (!areas.get(id) || !tops.some((top) => areas.within(id, top)))
      throw badField('areas', 'unknown_area', '有区域不存在，或不在您的管辖范围内，请重新选择。');
  for (const name of ['from_on', 'to_on'] as const)
    if (!isDay(body[name])) throw badField(name, 'bad_day', '没有这一天，请重新选择日期。');
  if (body.to_on < body.from_on) throw badField('to_on', 'before', '结束日期须在开始日期之后。');
  if (body.to_on < dayOf(runtime.clock.now()))
    throw badField('to_on', 'is_past', '结束日期已经过去，请重新选择。');
  return unit;
}

const scopesOf = (entry: { unit_id: string; areas: readonly string[] }, areas: AreaTree): string[] => [
  ...new Set([entry.unit_id, ...pathsOf(entry.areas, areas)]),
];

/** Applies for a matter to be put on the admission list (准入申请). The same submission sent again applies once. */
export async function applyAdmission(runtime: Runtime, actor: Actor, body: Applied): Promise<{ id: string }> {
  const unit = await checkApplied(runtime, actor, body);
  const areas = await areaTree(runtime);
  const id = body.client_id;
  return run(runtime, actor, async (ctx) => {
    const { rows } = await sql<{ applied_by: string }>`
      select applied_by from duty_admission where id = ${id}::uuid`.execute(ctx.db);
    if (rows[0]?.applied_by === actor.id) return { id };
    if (rows[0]) throw badField('client_id', 'taken', '提交编号已被使用，请重新提交。');
    const { line, name, content, reason, from_on, to_on, most, per } = body;
    const hash = record(ctx, {
      subjectKind: 'duty_admission',
      subject: id,
      kind: 'duty.admission.applied',
      audience: 'staff',
      scopes: scopesOf({ unit_id: unit, areas: body.areas }, areas),
      data: { line, name, reason, areas: body.areas, from_on, to_on, most, per },
      prevHash: null,
    });
    ctx.write(sql`
      insert into duty_admission (id, line, name, content, reason, unit_id, areas, paths, from_on, to_on, most, per, state, applied_by,
        created_at, changed_at, event_hash)
      values (${id}::uuid, ${line}, ${name.trim()}, ${content.trim()}, ${reason.trim()}, ${unit}::uuid, ${body.areas}::uuid[],
        ${pathsOf(body.areas, areas)}::uuid[], ${from_on}::date, ${to_on}::date, ${most}::int, ${per}, 'applied', ${actor.id}::uuid,
        ${ctx.now}::timestamptz, ${ctx.now}::timestamptz, ${hash}::bytea)`);
    return { id };
  });
}

/** A step on an entry: reviewed and approved by two people, refused, withdrawn, taken off the list. Each needs words except consent. */
export async function decideAdmission(
  runtime: Runtime,
  actor: Actor,
  id: string,
  body: Static<typeof DecideBody>,
): Promise<{ version: number }> {
  const areas = await areaTree(runtime);
  return run(runtime, actor, async (ctx) => {
    const entry = await readAdmission(ctx.db, id, true);
    if (!seesAdmission(actor, entry, areas)) throw notFound('准入事项');
    if (entry.version !== body.version)
      throw conflict('changed_meanwhile', '这项申请刚刚被别人办理过，请看一下最新情况。', {
        version: entry.version,
      });
    const stands = standsTo(actor, entry, areas);
    const offer = offers(entry, stands).find(({ action }) => action === body.action);
    if (!offer && !stands.applies && !stands.decides)
      throw notAllowed('只有区、市指挥中心可以审批准入事项。');
    if (!offer) throw conflict('not_now', '现在的状态不能这样办理。', { version: entry.version });
    if (offer.reason) throw conflict('second_person', offer.reason);
    const said = body.said?.trim() || null;
    if (!said && (body.action === 'refuse' || body.action === 'end'))
      throw badField('said', 'required', '请写明理由。');
    const hash = record(ctx, {
      subjectKind: 'duty_admission',
      subject: id,
      kind: `duty.admission.${AFTER[body.action]}`,
      audience: 'staff',
      scopes: scopesOf(entry, areas),
      data: { said },
      prevHash: entry.event_hash,
    });
    const reviewed = body.action === 'review' ? actor.id : entry.reviewed_by;
    ctx.write(sql`
      update duty_admission set state = ${AFTER[body.action]}, said = ${said}, reviewed_by = ${reviewed}::uuid,
        decided_by = ${actor.id}::uuid, changed_at = ${ctx.now}::timestamptz, version = version + 1, event_hash = ${hash}::bytea
      where id = ${id}::uuid`);
    return { version: entry.version + 1 };
  });
}
