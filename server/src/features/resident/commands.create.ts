import { sql } from 'kysely';
import { type Actor, areasOf } from '../../platform/access.ts';
import { badField, conflict, notAllowed, notFound } from '../../platform/errors.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { MANUAL, presenceOf } from './commands.change.ts';
import { foldingOf, SUBJECT } from './folded.ts';
import { EDIT, mayAt, VIEW } from './policy.ts';
import { personsByNumber } from './queries.match.ts';
import { lives, type Received, receive } from './receive.ts';
import type { Person } from './row.ts';
import { runPeople } from './run.ts';
import { mayCodeAt, type Raw, requireGroups, requireValues } from './values.ts';
import type { HomeKind } from './write.homes.ts';

/** A person to be registered by hand. */
export interface NewPerson {
  client_id: string;
  values: Raw;
  house?: string | null;
  kinds?: HomeKind[];
  household?: string | null;
  area?: string;
  from?: string;
  /** The person is known elsewhere, and moves here. */
  move?: boolean;
}

/** The house's grid, when the actor may register people there; refused else. Held until the end, so that it neither ends nor moves meanwhile. */
export async function houseFor(
  ctx: Context,
  actor: Actor,
  areas: AreaTree,
  house: string,
): Promise<string | null> {
  const { rows } = await sql<{ area_id: string | null }>`
    select area_id from housing_house where id = ${house}::uuid and retired_at is null for share`.execute(
    ctx.db,
  );
  if (!rows[0]) throw badField('house', 'unknown_house', '没有这套房屋，或它已停用，请重新选择。');
  const { area_id } = rows[0];
  if (area_id && !mayAt(actor, EDIT, area_id, areas))
    throw notAllowed('这套房屋不在您负责的范围内，请联系所在网格的网格员办理。');
  return area_id;
}

/** Where a person belongs who has no home in a grid: the area named, else the one the actor registers people for. */
function areaFor(actor: Actor, areas: AreaTree, named: string | undefined, grid: string | null): string {
  const own = grid ?? named ?? areasOf(actor, EDIT)[0];
  if (!own || !areas.get(own)) throw badField('area', 'required', '请选择所属网格或社区。');
  if (!mayAt(actor, EDIT, own, areas)) throw notAllowed('您不能在这个区域登记人员。');
  return own;
}

/** Somebody with this ID number is registered: who may look there is led to the record, others learn only where to ask. */
function refuseKnown(actor: Actor, person: Person, areas: AreaTree): never {
  const visible = mayAt(actor, VIEW, person.area_id, areas);
  const where = areas.fullName(person.area_id);
  throw conflict(
    'person_known',
    `这个身份号码已登记在${where}。如果本人已搬来，请选择“办理迁入”；如果是同一人的新信息，请在原记录上修改。`,
    { area: where, ...(visible && { person: person.id }) },
  );
}

/** The record that this submission came to before; null for a new one. Refuses the number of somebody else's submission, or of another record. */
async function submitted(ctx: Context, id: string): Promise<string | null> {
  const { rows } = await sql<{ subject: string; actor: string | null }>`
    select subject, actor from source_statement where source = ${MANUAL} and source_key = ${id} and subject_kind = ${SUBJECT}
    union all select id, null from resident_person where id = ${id}::uuid order by actor nulls last limit 1`.execute(
    ctx.db,
  );
  const [before] = rows;
  if (before && before.actor !== ctx.actor.id)
    throw badField('client_id', 'taken', '提交编号已被使用，请重新提交。');
  return before?.subject ?? null;
}

/** Whoever moves somebody here writes on a record that was others' until then: only when it comes to lie where the actor registers people. */
function checkMove(actor: Actor, areas: AreaTree, person: Person, grid: string | null): void {
  if (grid === null && !mayAt(actor, EDIT, person.area_id, areas))
    throw badField('house', 'required', '办理迁入请选择搬到哪套已落网格的房屋，并登记为居住或租住。');
}

async function known(ctx: Context, id: unknown): Promise<Person | null> {
  if (!id) return null;
  const found = await personsByNumber(ctx, [String(id)]);
  return [...found.values()][0] ?? null;
}

/**
 * Registers a person, in a house when one is given. The same submission again gives the same person. Refuses wrong values at their fields, the
 * number of another submission, and an ID number that is registered already, unless the person is to move here.
 */
export async function createPerson(runtime: Runtime, actor: Actor, body: NewPerson): Promise<Received> {
  const [areas, folding] = await Promise.all([areaTree(runtime), foldingOf(runtime)]);
  return runPeople(runtime, actor, async (ctx) => {
    const values = requireValues(ctx, body.values, folding);
    if (!values.name) throw badField('values.name', 'required', '请填写姓名。');
    // The record is locked first: the same submission twice at one moment is one.
    const person = await known(ctx, values.id_number);
    const before = await submitted(ctx, body.client_id);
    if (before) return { person: before, outcome: 'same', waiting: [], doubles: [] };
    const grid = body.house ? await houseFor(ctx, actor, areas, body.house) : null;
    const area = areaFor(actor, areas, body.area, grid);
    requireGroups(ctx, folding, Object.keys(body.values), [person?.area_id ?? area, areas]);
    if (person && !body.move) refuseKnown(actor, person, areas);
    if (person && person.name !== values.name) throw notFound('人员');
    const kinds = body.kinds ?? ['lives'];
    if (person) checkMove(actor, areas, person, lives(kinds) ? grid : null);
    const here = person && body.house && lives(kinds) ? presenceOf(body.house) : {};
    const [received] = await receive(
      ctx,
      MANUAL,
      [
        {
          ...{ id: body.client_id, values: { ...values, ...here }, area, house: body.house ?? null, kinds },
          ...{ from: body.from ?? null, household: body.household ?? null, sourceKey: body.client_id },
        },
      ],
      { deliberate: person !== null, unknown: person === null },
    );
    // Whoever moves somebody here learns of no sensitive group that is kept where the person was.
    const waiting = received!.waiting.filter((code) => mayCodeAt(actor, folding, code, [area, areas]));
    return { ...received!, waiting };
  });
}
