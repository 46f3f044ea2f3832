import { sql } from 'kysely';
import { dayAndTime } from '../../platform/day.ts';
import type { EventRow } from '../../platform/events.ts';
import type { Context } from '../../platform/runtime.ts';
import type { Subscriber } from '../../platform/subscribers.ts';
import { accountsWith, unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { type Sending, sendMessages, textPhone, type Values } from '../message/index.ts';
import { type Notice, type Relation, workflowAt } from '../workflow/index.ts';
import { followersOf, replyForOthers } from './queries.follow.ts';
import { type Announced, readAnnounced } from './row.announced.ts';
import { BY_TASK, isOpen, unitsIn } from './standing.ts';

const noticesOf = (event: EventRow): Notice[] => (event.data.notify ?? []) as Notice[];

const subjectOf = ({ subject }: EventRow): string => subject;
const asksTasks = (event: EventRow): boolean =>
  noticesOf(event).some(({ audience }) => audience && BY_TASK.has(audience));

/** Of a unit's people those are told who can do something about it; a community's grid workers are not told of its desk's work. */
const CONCERNED: Partial<Record<Relation, string>> = {
  centre: 'matter:accept',
  centre_above: 'matter:accept',
  unit_superior: 'matter:accept',
  decider: 'matter:dispatch',
};
const HANDLERS = 'matter:handle';

/** Accounts of a unit with a permission, each asked for once a batch. */
function unitReader(ctx: Context): (unit: string, permission: string) => Promise<string[]> {
  const known = new Map<string, Promise<string[]>>();
  return (unit, permission) => {
    const key = `${unit} ${permission}`;
    const accounts = known.get(key) ?? accountsWith(ctx.db, { unit, permission });
    known.set(key, accounts);
    return accounts;
  };
}

async function peopleIn(
  relation: Relation,
  matter: Announced,
  ctx: Context,
  ofUnit: (unit: string, permission: string) => Promise<string[]>,
): Promise<string[]> {
  if (relation === 'caller') return matter.caller_id ? [matter.caller_id] : [];
  // Who registered a call for themselves is told as its caller already.
  if (relation === 'creator') return matter.created_by === matter.caller_id ? [] : [matter.created_by];
  const units = unitsIn(relation, matter, await unitRegistry(ctx.runtime));
  const named =
    relation === 'task_holder'
      ? matter.tasks.flatMap((task) => (isOpen(task) ? (task.account ?? []) : []))
      : relation === 'asker'
        ? [matter.memory.asker?.account ?? []].flat()
        : [];
  // Only the next level above is told; the ones above that see it in their lists.
  const told = relation === 'centre_above' || relation === 'unit_superior' ? units.slice(0, 1) : units;
  const people = await Promise.all(told.map((unit) => ofUnit(unit, CONCERNED[relation] ?? HANDLERS)));
  return [...named, ...people.flat()];
}

/** Those a notice names itself, else those behind its relation. */
async function told(
  { audience, units, accounts = [], says }: Notice,
  matter: Announced,
  ctx: Context,
  ofUnit: (unit: string, permission: string) => Promise<string[]>,
): Promise<string[]> {
  if (!units) return audience ? peopleIn(audience, matter, ctx, ofUnit) : [];
  const permission = says?.permission ?? (audience && CONCERNED[audience]) ?? HANDLERS;
  const people = await Promise.all(units.map((unit) => ofUnit(unit, permission)));
  return [...new Set([...accounts, ...people.flat()])];
}

const pageOf = (ctx: Context, matter: Announced): string =>
  `${ctx.runtime.config.publicUrl}/portal/lookup?number=${encodeURIComponent(matter.number)}`;

async function valuesOf(ctx: Context, matter: Announced, event: EventRow): Promise<Values> {
  const [areas, units] = await Promise.all([areaTree(ctx.runtime), unitRegistry(ctx.runtime)]);
  const workflow = await workflowAt(ctx.runtime, matter.workflow_code, matter.workflow_version);
  const form = (event.data.form ?? {}) as Record<string, unknown>;
  return {
    number: matter.number,
    title: matter.title,
    state: workflow.states.get(event.data.to)?.name,
    unit: units.get(matter.main_unit ?? matter.owner_unit ?? matter.centre_unit)?.name,
    area: areas.get(matter.area_id)?.name,
    reason: typeof form.reason === 'string' ? form.reason : null,
    reply: typeof form.reply === 'string' ? form.reply : null,
    // In words: 3月2日 17:00.
    due: matter.due_at && dayAndTime(matter.due_at),
    url: pageOf(ctx, matter),
  };
}

/** What a later feature says goes before what the matter itself would say. */
async function saidIn(ctx: Context, values: Values, { says }: Notice): Promise<Values> {
  if (!says) return values;
  const { from, state, reason, reply, due } = says;
  const unit = (await unitRegistry(ctx.runtime)).get(from)?.name;
  return {
    ...values,
    unit,
    ...(state && { state }),
    ...(reason && { reason }),
    ...(reply && { reply }),
    ...(due && { due: dayAndTime(new Date(due)) }),
  };
}

/** A caller without an account is told by text message, at the number left with the call; one that was told already (`texted`) is not again. */
async function textCaller(
  ctx: Context,
  matter: Announced,
  template: string,
  event: EventRow,
  values: Values,
  texted: Set<string>,
): Promise<void> {
  if (matter.caller_id) return;
  const { rows } = await sql<{ phone_sealed: Buffer | null }>`
    select phone_sealed from matter_contact where matter_id = ${matter.id}::uuid`.execute(ctx.db);
  const sealed = rows[0]?.phone_sealed;
  const phone = sealed && ctx.runtime.sealer.open(sealed);
  if (!phone || texted.has(phone)) return;
  texted.add(phone);
  await textPhone(ctx, { template, phone, eventSeq: event.seq, subject: matter.id, values });
}

/**
 * Every step that its caller is told of concerns everybody who called about the same thing, but for what happens to this one call:
 * that it was merged into another (those merged into it go on with that one), or what comes after it has ended.
 */
async function concernsAll(ctx: Context, matter: Announced, event: EventRow): Promise<boolean> {
  const { states } = await workflowAt(ctx.runtime, matter.workflow_code, matter.workflow_version);
  const [from, to] = [states.get(event.data.from), states.get(event.data.to)];
  if (from?.terminal || event.data.from === null) return false;
  return !(to?.terminal && matter.merged_into);
}

/**
 * Tells the callers of matters merged into this one (并案, 我也遇到了) how it goes on: of their own number and words, so that nothing shows
 * of the other call but the answer itself, and of a confidential one not even that. What its caller gave as a reason is not for others.
 */
async function tellFollowers(
  ctx: Context,
  matter: Announced,
  template: string,
  event: EventRow,
  values: Values,
  texted: Set<string>,
): Promise<Sending[]> {
  const followers = await readAnnounced(ctx.db, await followersOf(ctx.db, matter.id));
  if (followers.size === 0) return [];
  const told = (text: string | null | undefined) =>
    matter.confidential ? null : replyForOthers(ctx, matter.id, text ?? null);
  const given = event.actor === matter.caller_id ? null : values.reason;
  const [reply, reason] = [await told(values.reply), await told(given)];
  const areas = await areaTree(ctx.runtime);
  const sendings: Sending[] = [];
  // Who called twice is told once, of the call that was answered if it is theirs.
  const known = new Set([matter.caller_id, event.actor]);
  for (const own of followers.values()) {
    const { number, title, area_id, caller_id } = own;
    const area = areas.get(area_id)?.name;
    const words = { ...values, number, title, area, reply, reason, url: pageOf(ctx, own) };
    await textCaller(ctx, own, template, event, words, texted);
    if (!caller_id || known.has(caller_id)) continue;
    known.add(caller_id);
    sendings.push({
      template,
      accounts: [caller_id],
      subjectKind: 'matter',
      subject: own.id,
      eventSeq: event.seq,
      values: words,
    });
  }
  return sendings;
}

async function notify(ctx: Context, events: EventRow[]): Promise<void> {
  const telling = events.filter((event) => noticesOf(event).length > 0);
  const matters = await readAnnounced(
    ctx.db,
    [...new Set(telling.map(subjectOf))],
    telling.filter(asksTasks).map(subjectOf),
  );
  const ofUnit = unitReader(ctx);
  const sendings: Sending[] = [];
  for (const event of telling) {
    const matter = matters.get(event.subject);
    if (!matter) continue;
    const values = await valuesOf(ctx, matter, event);
    for (const notice of noticesOf(event)) {
      const { audience, template } = notice;
      if (audience === 'caller') {
        const texted = new Set<string>();
        await textCaller(ctx, matter, template, event, values, texted);
        if (await concernsAll(ctx, matter, event))
          sendings.push(...(await tellFollowers(ctx, matter, template, event, values, texted)));
      }
      // Nobody is told of what they did themselves.
      const accounts = (await told(notice, matter, ctx, ofUnit)).filter((id) => id !== event.actor);
      if (accounts.length > 0)
        sendings.push({
          template,
          accounts,
          subjectKind: 'matter',
          subject: matter.id,
          eventSeq: event.seq,
          values: await saidIn(ctx, values, notice),
        });
    }
  }
  if (sendings.length > 0) await sendMessages(ctx, sendings);
}

/** Tells whoever the flow's definition says, after the fact: a message never holds up a request. */
export const notifier: Subscriber = {
  name: 'matter.notices',
  wants: (kind) => kind.startsWith('matter.') && !kind.startsWith('matter.registry'),
  handle: notify,
};
