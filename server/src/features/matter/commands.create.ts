import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { badField, Refusal } from '../../platform/errors.ts';
import { attachFiles } from '../../platform/files/files.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { type Context, type Runtime, run, runOnce } from '../../platform/runtime.ts';
import { unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { keepRuling, type Ruling } from '../routing/index.ts';
import {
  type MatterType,
  newestCalendar,
  newestWorkflow,
  openMatter,
  type Workflow,
} from '../workflow/index.ts';
import { applyDecision } from './apply.ts';
import { insertContact, insertMatter } from './insert.ts';
import {
  answersOf,
  categoryOf,
  checkSource,
  conditionOf,
  type Located,
  locate,
  numberArea,
  propertyOf,
  startingCentre,
  typeOf,
} from './intake.ts';
import { type ItemRow, itemRowOf } from './item.ts';
import { nextNumber } from './number.ts';
import { type CategoryNode, limitsOf, registry } from './registry.ts';
import { routed } from './routing.ts';
import type { Matter } from './row.ts';
import type { CreateBody } from './schema.ts';

export type CreateInput = Static<typeof CreateBody>;

/** What a feature says of a matter of its own type (吹哨) when it opens one. */
export interface Own {
  /** The matter for which this one is opened. */
  parent: string | null;
  /** How long its clocks run, by kind, where whoever opens it asks for something else than usual. */
  limits?: Record<string, string>;
}

/** Queues what a feature keeps of a matter that it opens, in the same transaction; a key that is taken undoes both. */
export type Keep = (ctx: Context, id: string) => void;

/** A call after every check. */
export interface Judged {
  input: CreateInput;
  type: MatterType;
  workflow: Workflow;
  source: string;
  category: CategoryNode | undefined;
  condition: string | null;
  answers: Record<string, unknown>;
  located: Located;
  centre: string;
  property: string | null;
  /** Who answers by the routing rules, and why; none for what was decided elsewhere (history, a type of its own). */
  ruling?: Ruling;
  own: Own | undefined;
}

/** A call ready to be written. */
export interface Call extends Judged {
  number: string;
  /** When the call was made; for history that is imported, long before now. */
  at: Date;
}

function sourceOf(type: MatterType, input: CreateInput, actor: Actor): string {
  if (input.source) return input.source;
  if (actor.kind === 'resident') return 'resident';
  return (type.sources as string[]).find((source) => source !== 'resident') ?? 'desk';
}

/** Checks everything that can be refused, before any transaction begins. */
export async function judge(runtime: Runtime, actor: Actor, input: CreateInput, own?: Own): Promise<Judged> {
  const [types, areas, units] = await Promise.all([
    registry(runtime),
    areaTree(runtime),
    unitRegistry(runtime),
  ]);
  const type = typeOf(types, input.type);
  if (type.hidden && !own)
    throw badField('type', 'type_not_offered', `「${type.name}」有自己的发起页面，不能在这里登记。`);
  const source = sourceOf(type, input, actor);
  checkSource(type, source, actor);
  const category = categoryOf(types, type, input.category);
  const condition = conditionOf(category, input.condition);
  const answers = answersOf(type, input.answers ?? {});
  const located = await locate(runtime, areas, input);
  const workflow = await newestWorkflow(runtime, type.workflow);
  return {
    input,
    type,
    source,
    category,
    condition,
    answers,
    located,
    workflow,
    centre: startingCentre(type, located.area, areas, units),
    property: await propertyOf(runtime, workflow, located, units),
    own,
  };
}

/** Gives a call its number, of the day on which it was made. */
export async function numbered(runtime: Runtime, judged: Judged, at: Date): Promise<Call> {
  const place = numberArea(judged.located.area, await areaTree(runtime));
  return { ...judged, at, number: await nextNumber(runtime, place, at) };
}

/** The matter before its first decision: version 0, nothing of it is stored yet. */
export function blank(ctx: Context, call: Call): Matter {
  const { input, type, workflow, located } = call;
  const caller = ctx.actor.kind === 'resident' ? ctx.actor.id : null;
  const anonymous = type.anonymous && (input.anonymous ?? false);
  return {
    id: uuidv7(call.at),
    number: call.number,
    type_code: type.code,
    workflow_code: workflow.definition.code,
    workflow_version: workflow.definition.version,
    state: workflow.definition.initial,
    open: true,
    level: null,
    priority: call.ruling?.outcome.priority ?? priorityOf(call, caller === null),
    channel: call.source,
    title: input.title?.trim() || firstWords(input.text),
    category_code: call.category?.code ?? null,
    condition_code: call.condition,
    area_id: located.area.id,
    areas: [...located.area.path],
    anonymous,
    confidential: type.confidential || (input.confidential ?? false),
    answers: call.answers,
    caller_id: caller,
    centre_unit: call.centre,
    property_unit: call.property,
    owner_unit: null,
    main_unit: null,
    public_reply: null,
    memory: {
      state_since: ctx.now.toISOString(),
      reachable: caller !== null || (Boolean(input.contact?.phone) && !anonymous),
      counts: {},
      ...(hasAny(call.ruling?.outcome.clocks) && { limits: call.ruling.outcome.clocks }),
      ...(hasAny(call.own?.limits) && { limits: call.own.limits, limits_by: 'asked' }),
    },
    merged_into: null,
    callers: 1,
    parent_id: call.own?.parent ?? null,
    created_by: ctx.actor.id,
    version: 0,
    event_hash: Buffer.alloc(0),
    address: input.address?.trim() ?? '',
    lng: located.point?.lng ?? null,
    lat: located.point?.lat ?? null,
    cover_file: input.files?.[0] ?? null,
    created_at: call.at,
    updated_at: ctx.now,
    closed_at: null,
    tasks: [],
    clocks: [],
  };
}

/** How urgent a call is, staff judge; residents say what is the case. What a superior assigned (上级交办) is an assigned one. */
function priorityOf({ input, source }: Call, staff: boolean): string {
  if (!staff) return 'ordinary';
  return input.urgent ? 'urgent' : source === 'assigned' ? 'assigned' : 'ordinary';
}

const hasAny = (clocks: Record<string, string> | undefined): clocks is Record<string, string> =>
  clocks !== undefined && Object.keys(clocks).length > 0;

/** The first sentence, short enough for a list. */
function firstWords(text: string): string {
  const line = text
    .trim()
    .split(/[\n。！？!?]/)[0]!
    .trim();
  return [...line].length > 30 ? `${[...line].slice(0, 29).join('')}…` : line || '未命名事项';
}

async function write(ctx: Context, call: Call, keep?: Keep): Promise<ItemRow> {
  const draft = blank(ctx, call);
  const decision = openMatter(call.workflow);
  const calendar = await newestCalendar(ctx.runtime);
  const limits = limitsOf(call.type, call.category, draft, calendar);
  const [units, areas] = await Promise.all([unitRegistry(ctx.runtime), areaTree(ctx.runtime)]);
  const means = { units, areas, limits, terminal: false, claimer: null };
  const matter = applyDecision(ctx, draft, decision, means);
  insertMatter(ctx, matter, call);
  insertContact(ctx, matter, call.input.contact);
  if (call.ruling) keepRuling(ctx, matter.id, 'opened', call.ruling);
  keep?.(ctx, matter.id);
  if (call.input.files?.length) {
    await ctx.flush();
    await attachFiles(ctx, call.input.files, { subjectKind: 'matter', subject: matter.id, stage: 'report' });
  }
  return itemRowOf(matter);
}

export interface Created {
  id: string;
  /** The call had been taken before. */
  repeated: boolean;
  /** What a list would show of it; null when repeated. */
  row: ItemRow | null;
}

async function callFor(runtime: Runtime, actor: Actor, input: CreateInput, own?: Own): Promise<Call> {
  const now = runtime.clock.now();
  const judged = await judge(runtime, actor, input, own);
  return numbered(runtime, own ? judged : await routed(runtime, actor, judged, now), now);
}

/**
 * A call judged, numbered and ready: what is returned opens it in a transaction of its actor that does more. Nothing is asked of other
 * connections then. A `client_id` that was taken fails that transaction (`matter_client_unique`).
 */
export async function prepareMatter(
  runtime: Runtime,
  actor: Actor,
  input: CreateInput,
): Promise<(ctx: Context) => Promise<string>> {
  const call = await callFor(runtime, actor, input);
  return async (ctx) => (await write(ctx, call)).id;
}

/**
 * Takes a call: checks it, finds its grid and who must answer, and opens the matter in one transaction.
 * The same `client_id` of the same account is the same call: the second time the first matter is the answer.
 */
export async function createMatter(
  runtime: Runtime,
  actor: Actor,
  input: CreateInput,
  { own, keep }: { own?: Own; keep?: Keep } = {},
): Promise<Created> {
  try {
    const call = await callFor(runtime, actor, input, own);
    // Photos are looked up and locked; without them everything is new rows and goes out as one statement.
    const row = await (input.files?.length ? run : runOnce)(runtime, actor, (ctx) => write(ctx, call, keep));
    return { id: row.id, repeated: false, row };
  } catch (error) {
    // Taken before? Then a class withdrawn since, or a border moved, does not turn the answer into a refusal.
    const twice = (error as { constraint?: string }).constraint === 'matter_client_unique';
    if (!twice && !(error instanceof Refusal)) throw error;
    const { rows } = await sql<{ id: string }>`
      select id from matter where created_by = ${actor.id}::uuid and client_id = ${input.client_id}::uuid`.execute(
      runtime.db,
    );
    if (!rows[0]) throw error;
    return { id: rows[0].id, repeated: true, row: null };
  }
}
