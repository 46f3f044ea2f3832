import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import type { Audience } from '../../platform/events.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { accountNames, type UnitRegistry, unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import {
  type FormField,
  type PositionAnswer,
  type ScoreAnswer,
  type Workflow,
  workflowAt,
} from '../workflow/index.ts';
import { callerTitle, LOOKUP_CALLER } from './caller.ts';
import { leftAt, untilLeft } from './policy.left.ts';
import { findMatter, type Matter } from './row.ts';
import { type Hop, hopWords } from './rules.ladder.ts';
import type { EventItem } from './schema.ts';
import { storyWords } from './story.ts';

interface Row {
  seq: number;
  kind: string;
  actor: string;
  at: Date;
  audience: Audience;
  data: {
    from: string | null;
    to: string | null;
    implied?: boolean;
    form?: Record<string, unknown>;
    hop?: Hop;
  };
}

type Item = Static<typeof EventItem>;

/** What this actor may read of a matter's story: staff all of it, the caller what concerns callers, others what is public. */
function audiencesFor(actor: Actor, matter: Matter): Audience[] {
  if (actor.kind !== 'resident') return ['public', 'caller', 'staff'];
  return matter.caller_id === actor.id ? ['public', 'caller'] : ['public'];
}

/** What happens to a matter outside its flow, and what is asked there. */
const WITHOUT_ACTION: Record<string, string> = {
  opened: '上报',
  amend: '更正',
  contact: '查看联系方式',
  recount: '时限重算',
  handover: '任务移交',
  warn: '预警',
  press: '系统催办',
  card: '系统督办',
  'reply-card': '回复督办',
  alarm: '告警',
  stuck: '自动办理受阻',
};
const LABELS: Record<string, string> = {
  reply: '回复内容',
  fault: '错误',
  centre: '责任中心',
  due: '最近时限',
  purpose: '用途',
  calendar: '工作日历',
  reason: '原因',
  category: '类别',
  title: '标题',
  area: '区域',
  priority: '紧急程度',
};

const positionText = ({ lng, lat, accuracy }: PositionAnswer): string =>
  `东经 ${lng.toFixed(5)}，北纬 ${lat.toFixed(5)}${accuracy === undefined ? '' : `（±${accuracy} 米）`}`;

function scoreText(field: FormField, { scores, words }: ScoreAnswer, unit: string): string {
  const given = (field.options ?? []).map(({ value, label }) => `${label} ${scores[value]}`).join('、');
  return `${unit}：${given}${words ? `，${words}` : ''}`;
}

function textOf(
  field: FormField | undefined,
  value: unknown,
  units: UnitRegistry,
  told: Record<string, string> = {},
): string {
  const unitName = (id: unknown) => units.get(String(id))?.name ?? '';
  const roles: Record<string, string> = { main: '主办', co: '协办', inform: '知会' };
  if (field?.kind === 'units' && Array.isArray(value))
    return value.map((choice) => `${roles[choice.role] ?? ''} ${unitName(choice.unit)}`).join('，');
  if (field?.kind === 'unit') return unitName(value);
  if (field?.kind === 'position') return positionText(value as PositionAnswer);
  if (field?.kind === 'scores' && Array.isArray(value))
    return value.map((each) => scoreText(field, each, unitName(each.unit))).join('；');
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (field?.kind === 'files' && Array.isArray(value)) return `${value.length} 张照片`;
  const options = new Map(field?.options?.map((option) => [option.value, option.label]));
  return (Array.isArray(value) ? value : [value])
    .map((each) => options.get(String(each)) ?? told[String(each)] ?? String(each))
    .join('、');
}

/** What a unit is told with its task is not for callers. */
const withoutNotes = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(({ unit, role }) => ({ unit, role })) : value;

/** Of a raise or a handing down staff read from whom to whom it went, and what became of the limit. */
const hopForm = ({ data: { hop } }: Row, resident: boolean, units: UnitRegistry) =>
  hop && !resident ? hopWords(hop, (unit) => units.get(unit)?.name ?? '') : {};

function toEvent(
  row: Row,
  workflow: Workflow,
  names: Map<string, string>,
  units: UnitRegistry,
  reader: { hideNames: boolean; resident: boolean; words: ReturnType<typeof storyWords> },
): Item {
  const [, action = '', part] = row.kind.split('.');
  const known = workflow.actions.get(action);
  const fields = new Map(known?.form.map((field) => [field.name, field]));
  const internal = part === 'internal';
  return {
    seq: row.seq,
    kind: row.kind.slice('matter.'.length),
    name: `${WITHOUT_ACTION[action] ?? known?.name ?? reader.words.names[action] ?? action}${internal ? '（内部意见）' : ''}`,
    at: row.at.toISOString(),
    actor: { name: reader.hideNames ? '工作人员' : (names.get(row.actor) ?? '系统'), unit: null },
    from: row.data.from,
    to: row.data.to,
    implied: row.data.implied ?? false,
    internal: internal || row.audience === 'staff',
    form: Object.entries({ ...row.data.form, ...hopForm(row, reader.resident, units) }).map(
      ([name, value]) => ({
        name,
        label: fields.get(name)?.label ?? reader.words.labels[name] ?? LABELS[name] ?? name,
        kind: fields.get(name)?.kind ?? 'text',
        value: reader.resident && fields.get(name)?.kind === 'units' ? withoutNotes(value) : value,
        text: textOf(fields.get(name), value, units, reader.words.values[name]),
      }),
    ),
  };
}

/** The story of a matter that the reader has already been let to, oldest first, as far as it may be read. */
export async function storyOf(
  ctx: Context,
  matter: Matter,
  reader: Actor,
  audiences: Audience[],
): Promise<Item[]> {
  const units = await unitRegistry(ctx.runtime);
  const { rows } = await sql<Row>`
    select seq, kind, actor, at, audience, data from event
    where subject = ${matter.id}::uuid and subject_kind = 'matter' and audience = any (${audiences}::text[])
    order by seq`.execute(ctx.db);
  const names = await accountNames(ctx.db, [...new Set(rows.map((row) => row.actor))]);
  const workflow = await workflowAt(ctx.runtime, matter.workflow_code, matter.workflow_version);
  if (matter.caller_id && matter.caller_id !== reader.id) names.set(matter.caller_id, callerTitle(matter));
  names.set(LOOKUP_CALLER.id, LOOKUP_CALLER.name);
  const theirs = new Set([reader.id, matter.caller_id, LOOKUP_CALLER.id]);
  const resident = reader.kind === 'resident';
  const words = storyWords(ctx.runtime);
  return rows.map((row) =>
    toEvent(row, workflow, names, units, { resident, words, hideNames: resident && !theirs.has(row.actor) }),
  );
}

/** The story of a matter, if it exists for this actor. */
export async function matterEvents(runtime: Runtime, actor: Actor, id: string): Promise<Item[]> {
  const areas = await areaTree(runtime);
  return run(runtime, actor, async (ctx) => {
    const matter = await findMatter(ctx.db, actor, areas, id);
    const story = await storyOf(ctx, matter, actor, audiencesFor(actor, matter));
    return untilLeft(story, leftAt(actor, matter, areas), (event) => event.at);
  });
}
