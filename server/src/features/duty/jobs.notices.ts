import { sql } from 'kysely';
import { dayAndTime } from '../../platform/day.ts';
import type { EventRow } from '../../platform/events.ts';
import type { Context } from '../../platform/runtime.ts';
import type { Subscriber } from '../../platform/subscribers.ts';
import { accountsWith, type UnitRegistry, unitRegistry } from '../account/index.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { type Sending, sendMessages } from '../message/index.ts';
import { ADMIT, SET, WORK } from './policy.ts';

interface Told {
  id: string;
  duty_id: string;
  grid_id: string;
  account_id: string | null;
  unit_id: string | null;
  due_at: Date;
  title: string;
  giver: string;
}

const PIECES = sql`select p.id, p.duty_id, p.grid_id, p.account_id, p.unit_id, p.due_at, d.title, d.unit_id as giver
  from duty_piece p join duty d on d.id = p.duty_id where p.state = 'open'`;

interface Around {
  areas: AreaTree;
  units: UnitRegistry;
}

/** A message for each holder: one for all pieces that somebody has of a task, however many. */
async function toHolders(
  ctx: Context,
  pieces: readonly Told[],
  { seq }: EventRow,
  { template, reason }: { template: string; reason?: string | null },
  { areas, units }: Around,
): Promise<Sending[]> {
  const byHolder = Map.groupBy(
    pieces,
    ({ account_id, unit_id, duty_id }) => `${account_id ?? unit_id} ${duty_id}`,
  );
  const sendings: Sending[] = [];
  for (const held of byHolder.values()) {
    const [one] = held as [Told, ...Told[]];
    const accounts = one.account_id
      ? [one.account_id]
      : await accountsWith(ctx.db, { permission: WORK, unit: one.unit_id! });
    sendings.push({
      template,
      accounts,
      subjectKind: 'duty_piece',
      subject: one.id,
      eventSeq: seq,
      values: {
        title: one.title,
        unit: units.get(one.giver)?.name,
        area: held.length > 1 ? `${held.length} 份` : areas.get(one.grid_id)?.name,
        due: dayAndTime(one.due_at),
        reason: reason ?? undefined,
        url: `${ctx.runtime.config.publicUrl}/portal/duties`,
      },
    });
  }
  return sendings;
}

async function ofPieces(ctx: Context, event: EventRow, around: Around): Promise<Sending[]> {
  const { kind, subject, data } = event;
  const open = (where: ReturnType<typeof sql>) =>
    sql<Told>`${PIECES} and ${where} order by p.id`.execute(ctx.db).then(({ rows }) => rows);
  if (kind === 'duty.given')
    return toHolders(
      ctx,
      await open(sql`p.duty_id = ${subject}::uuid`),
      event,
      { template: 'duty-given' },
      around,
    );
  if (kind === 'duty.urged') {
    const said = { template: 'duty-urged', reason: data.note as string | null };
    return toHolders(ctx, await open(sql`p.duty_id = ${subject}::uuid`), event, said, around);
  }
  if (kind === 'duty.late') {
    const late = await open(sql`p.late and p.id = any (${data.pieces as string[]}::uuid[])`);
    return toHolders(ctx, late, event, { template: 'duty-late' }, around);
  }
  const said = { template: 'duty-returned', reason: data.reason as string };
  return toHolders(ctx, await open(sql`p.id = ${subject}::uuid`), event, said, around);
}

/** Who decides about an entry hears of an application, the applicant's unit of what became of it. */
async function ofAdmission(
  ctx: Context,
  { kind, subject, seq }: EventRow,
  { units }: Around,
): Promise<Sending[]> {
  const { rows } = await sql<{ name: string; areas: string[]; unit_id: string; said: string | null }>`
    select name, areas, unit_id, said from duty_admission where id = ${subject}::uuid`.execute(ctx.db);
  const [entry] = rows;
  if (!entry) return [];
  const step = kind.replace('duty.admission.', '');
  const asks = step === 'applied' || step === 'reviewed';
  const accounts = asks
    ? await accountsWith(ctx.db, { permission: ADMIT, area: entry.areas[0]! })
    : await accountsWith(ctx.db, { permission: SET, unit: entry.unit_id });
  return [
    {
      template: `duty-admission-${step}`,
      accounts,
      subjectKind: 'duty_admission',
      subject,
      eventSeq: seq,
      values: { title: entry.name, unit: units.get(entry.unit_id)?.name, reason: entry.said ?? undefined },
    },
  ];
}

/** Who decides in the grid hears of an objection, and who objected of the answer. */
async function ofObjection(
  ctx: Context,
  { kind, subject, seq }: EventRow,
  { areas }: Around,
): Promise<Sending[]> {
  const { rows } = await sql<{ grid_id: string; by: string; text: string; reply: string | null }>`
    select grid_id, by, text, reply from duty_objection where id = ${subject}::uuid`.execute(ctx.db);
  const [one] = rows;
  if (!one) return [];
  const asked = kind === 'duty.objected';
  return [
    {
      template: asked ? 'duty-objected' : 'duty-objection-answered',
      accounts: asked ? await accountsWith(ctx.db, { permission: ADMIT, area: one.grid_id }) : [one.by],
      subjectKind: 'duty_objection',
      subject,
      eventSeq: seq,
      values: {
        title: one.text,
        area: areas.get(one.grid_id)?.name,
        state: kind === 'duty.objection.upheld' ? '成立' : '不成立',
        reason: one.reply ?? undefined,
      },
    },
  ];
}

const OF_PIECES = ['duty.given', 'duty.urged', 'duty.late', 'duty.returned'];
const ADMISSIONS = ['applied', 'reviewed', 'approved', 'refused', 'ended'].map(
  (step) => `duty.admission.${step}`,
);
const OBJECTIONS = ['duty.objected', 'duty.objection.upheld', 'duty.objection.dismissed'];

/** Tells whoever has something to do, to decide, or waits for a decision. */
export const dutyNotices: Subscriber = {
  name: 'duty.notices',
  wants: (kind) => [...OF_PIECES, ...ADMISSIONS, ...OBJECTIONS].includes(kind),
  async handle(ctx, events) {
    const around = { areas: await areaTree(ctx.runtime), units: await unitRegistry(ctx.runtime) };
    const sendings: Sending[] = [];
    for (const event of events)
      sendings.push(
        ...(OF_PIECES.includes(event.kind)
          ? await ofPieces(ctx, event, around)
          : ADMISSIONS.includes(event.kind)
            ? await ofAdmission(ctx, event, around)
            : await ofObjection(ctx, event, around)),
      );
    if (sendings.length > 0) await sendMessages(ctx, sendings);
  },
};
