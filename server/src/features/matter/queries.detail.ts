import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { maskName, maskPhone } from '../../platform/crypto.ts';
import { fileUrls, listFiles } from '../../platform/files/files.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { accountNames, phoneOf } from '../account/index.ts';
import {
  type ClockInputs,
  clockKinds,
  clockWords,
  type FormField,
  type Pause,
  PROVISIONAL_WORDS,
  phases,
  taskKinds,
  type Workflow,
  workflowAt,
} from '../workflow/index.ts';
import { abilitiesOf, type Surroundings, surroundings } from './abilities.ts';
import { callerTitle, LOOKUP_CALLER } from './caller.ts';
import { itemRowOf, toItem, unitRef } from './item.ts';
import { namesFor } from './names.ts';
import { mayUnmask } from './policy.contact.ts';
import { leftAt, untilLeft } from './policy.left.ts';
import { mayViewFile } from './policy.ts';
import { followingOf, offersKept, partingOf } from './queries.follow.ts';
import { findMatter, type Matter } from './row.ts';
import { REPLY } from './rules.cards.ts';
import type { ClockItem, MatterDetail, TaskItem } from './schema.ts';
import { holdsOn } from './standing.ts';

export type Detail = Static<typeof MatterDetail>;

interface MoreRow {
  text: string;
  placed_by: string;
  contact_name: Buffer | null;
  contact_phone: Buffer | null;
  contact_caller: string | null;
  merged_number: string | null;
  clocks: ClockRow[];
}

interface ClockRow {
  kind: string;
  started_at: string;
  due_at: string;
  stopped_at: string | null;
  limits: ClockInputs;
  pauses: Pause[];
}

/** What only the matter's own page shows, in one question. */
async function readMore(ctx: Context, id: string): Promise<MoreRow> {
  const { rows } = await sql<MoreRow>`
    select m.text, m.placed_by, c.name_sealed as contact_name, c.phone_sealed as contact_phone,
      c.caller_id as contact_caller, t.number as merged_number,
      (select coalesce(jsonb_agg(jsonb_build_object('kind', k.kind, 'started_at', k.started_at, 'due_at', k.due_at,
        'stopped_at', k.stopped_at, 'limits', k.limits, 'pauses', k.pauses) order by k.due_at, k.id), '[]')
        from workflow_clock k where k.subject = m.id) as clocks
    from matter m left join matter_contact c on c.matter_id = m.id left join matter t on t.id = m.merged_into
    where m.id = ${id}::uuid`.execute(ctx.db);
  return rows[0]!;
}

function clockItem(row: ClockRow, horizon: number): Static<typeof ClockItem> {
  const provisional = row.stopped_at === null && Date.parse(row.due_at) >= horizon;
  const why = clockWords(row.limits, row.pauses);
  return {
    kind: row.kind,
    kind_name: clockKinds[row.kind as keyof typeof clockKinds] ?? row.kind,
    started_at: new Date(row.started_at).toISOString(),
    due_at: new Date(row.due_at).toISOString(),
    stopped_at: row.stopped_at === null ? null : new Date(row.stopped_at).toISOString(),
    paused: row.pauses.length > 0 && row.pauses.at(-1)!.to === undefined,
    provisional,
    why: provisional ? `${why}；${PROVISIONAL_WORDS}` : why,
  };
}

/**
 * A contact as anyone who sees the matter may see it: masked, of a confidential matter nothing but that there is one (a surname
 * and seven digits tell a neighbour who it is). The caller sees the own one whole.
 */
async function contactOf(
  ctx: Context,
  row: MoreRow,
  mine: boolean,
  hidden: boolean,
): Promise<Detail['contact']> {
  const { sealer } = ctx.runtime;
  const name = row.contact_name ? sealer.open(row.contact_name) : null;
  const phone = row.contact_phone
    ? sealer.open(row.contact_phone)
    : mine && row.contact_caller
      ? await phoneOf(ctx, row.contact_caller)
      : null;
  if (!name && !phone && !row.contact_caller) return null;
  if (mine) return { name, phone, masked: false };
  if (hidden) return { name: null, phone: null, masked: true };
  return { name: name && maskName(name), phone: phone && maskPhone(phone), masked: true };
}

/** Who holds a task in person. Of the caller neither name nor id: the id would tie an anonymous call to one under a name. */
function holderOf(account: string, matter: Matter, actor: Actor, names: Map<string, string>) {
  if (account === matter.caller_id && account !== actor.id)
    return { id: LOOKUP_CALLER.id, name: callerTitle(matter) };
  return { id: account, name: names.get(account) ?? '' };
}

function tasksOf(
  matter: Matter,
  actor: Actor,
  around: Surroundings,
  names: Map<string, string>,
): Static<typeof TaskItem>[] {
  return matter.tasks.map((task) => ({
    id: task.id,
    kind: task.kind,
    kind_name: taskKinds[task.kind as keyof typeof taskKinds] ?? task.kind,
    role: task.role,
    state: task.state,
    unit: unitRef(around.units, task.unit),
    account: task.account ? holderOf(task.account, matter, actor, names) : null,
    note: (task.result?.note as string | undefined) ?? null,
    due_at: task.due_at?.toISOString() ?? null,
    created_at: task.created_at.toISOString(),
    signed_at: task.signed_at?.toISOString() ?? null,
    closed_at: task.closed_at?.toISOString() ?? null,
  }));
}

/** What waits for the centre's answer, and until when. */
function requestOf({ memory, clocks }: Matter, { units }: Surroundings): Detail['request'] {
  if (!memory.request) return null;
  const { what, until, reason, asked_at, decider } = memory.request;
  const due = clocks.find(({ kind }) => kind === 'approve')?.due_at.toISOString() ?? null;
  const asker = unitRef(units, memory.asker?.unit ?? null);
  return { what, until, reason, asked_at, asker, decider: unitRef(units, decider)!, due_at: due };
}

/** The steps of the progress bar: the ones this flow has, which is now, which lie behind. */
function phasesOf(workflow: Workflow, state: string): Detail['phases'] {
  const used = new Set([...workflow.states.values()].map((each) => each.phase));
  const steps = Object.entries(phases).filter(
    ([code]) => code !== 'ended' && used.has(code as keyof typeof phases),
  );
  const now = workflow.states.get(state)?.phase ?? 'ended';
  const at = steps.findIndex(([code]) => code === now);
  return steps.map(([code, name], i) => ({ code, name, at: i === at, passed: at >= 0 && i < at }));
}

/** What was chosen, as the form named it. */
function inWords(field: Pick<FormField, 'options'>, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => inWords(field, each));
  return field.options?.find((option) => option.value === value)?.label ?? value;
}

function answersOf(matter: Matter, around: Surroundings): Detail['answers'] {
  const form = around.types.types.get(matter.type_code)?.form ?? [];
  return form.flatMap((field) =>
    matter.answers[field.name] === undefined
      ? []
      : { name: field.name, label: field.label, value: inWords(field, matter.answers[field.name]) },
  );
}

/** Residents learn of the work only what concerns them; names of colleagues are not among it. */
function forCaller(detail: Detail): Detail {
  const tasks = detail.tasks.filter(({ kind }) => kind !== REPLY);
  return {
    ...detail,
    request: null,
    tasks: tasks.map((task) => ({ ...task, account: null, note: null })),
    clocks: detail.clocks.filter(({ kind }) => kind !== REPLY),
  };
}

/** A matter on its own page, as this actor may see it, with the buttons this actor has. */
export async function matterDetail(runtime: Runtime, actor: Actor, id: string): Promise<Detail> {
  const detail = await readDetail(runtime, actor, id);
  if (!detail.mine || !detail.merged_into) return detail;
  const { follows, offers } = await followingOf(runtime, actor, id);
  return { ...detail, follows, abilities: [...detail.abilities, ...offers] };
}

async function readDetail(runtime: Runtime, actor: Actor, id: string): Promise<Detail> {
  const around = await surroundings(runtime);
  return run(runtime, actor, async (ctx) => {
    const matter = await findMatter(ctx.db, actor, around.areas, id);
    const left = leftAt(actor, matter, around.areas);
    const workflow = await workflowAt(runtime, matter.workflow_code, matter.workflow_version);
    const row = await readMore(ctx, id);
    const mine = matter.caller_id === actor.id;
    const accounts = matter.tasks.flatMap((task) => task.account ?? []);
    const names = accounts.length > 0 ? await accountNames(ctx.db, accounts) : new Map<string, string>();
    const condition = around.types.categories
      .get(matter.category_code ?? '')
      ?.conditions.find((each) => each.code === matter.condition_code);
    const files = untilLeft(await listFiles(ctx.db, id), left, (file) => file.created_at).filter((file) =>
      mayViewFile(actor, file),
    );
    const detail: Detail = {
      ...toItem(itemRowOf(matter), await namesFor(runtime, [matter])),
      text: row.text,
      answers: answersOf(matter, around),
      placed_by: row.placed_by,
      anonymous: matter.anonymous,
      contact: await contactOf(
        ctx,
        row,
        mine,
        matter.confidential && !mayUnmask(actor, matter, around.units),
      ),
      condition: condition
        ? { code: condition.code, register: condition.register, close: condition.close }
        : null,
      centre: unitRef(around.units, matter.centre_unit)!,
      main_unit: unitRef(around.units, matter.main_unit),
      public_reply: left ? null : matter.public_reply,
      tasks: untilLeft(tasksOf(matter, actor, around, names), left, (task) => task.created_at),
      clocks: untilLeft(row.clocks, left, (clock) => clock.started_at).map((clock) =>
        clockItem(clock, around.calendar.calendar.horizon),
      ),
      request: left ? null : requestOf(matter, around),
      files: files.map((file) => ({
        ...file,
        created_at: new Date(file.created_at).toISOString(),
        ...fileUrls(file.id),
      })),
      merged_into: matter.merged_into ? { id: matter.merged_into, number: row.merged_number ?? '' } : null,
      follows: null,
      phases: phasesOf(workflow, matter.state),
      mine,
      abilities: [
        ...(await offersKept(ctx.db, id, abilitiesOf(matter, workflow, actor, around, ctx.now))),
        ...(await partingOf(ctx, matter, workflow, holdsOn(actor, matter, around.units))),
      ],
    };
    return actor.kind === 'resident' ? forCaller(detail) : detail;
  });
}
