import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { notFound } from '../../platform/errors.ts';
import { fileUrls } from '../../platform/files/files.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { accountNames, unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { findMatter, type Matter, seesMatter } from '../matter/index.ts';
import { musters } from './policy.ts';
import { readRows, toItems } from './queries.list.ts';
import { membersOf } from './queries.member.ts';
import { type Party, readParties, readWhistle } from './row.ts';
import { PARTY_STATES, ratable } from './rules.ts';
import type { WhistleDetail, WhistleParty } from './schema.ts';

export type Detail = Static<typeof WhistleDetail>;

interface ArrivalRow {
  id: string;
  party_id: string;
  account_id: string;
  lng: number;
  lat: number;
  accuracy_m: number | null;
  distance_m: number;
  far: boolean;
  far_reason: string | null;
  people: number | null;
  note: string | null;
  files: string[];
  due_at: Date | null;
  acted_at: Date;
  received_at: Date;
  late_seconds: number;
}
interface RatingRow {
  party_id: string;
  timely: number;
  cooperation: number;
  effect: number;
  words: string | null;
  at: Date;
}

const fileOf = (id: string) => ({ id, ...fileUrls(id) });
const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

async function partsOf(ctx: Context, id: string): Promise<Static<typeof WhistleParty>[]> {
  const units = await unitRegistry(ctx.runtime);
  const parties = await readParties(ctx.db, id);
  const { rows: arrivals } = await sql<ArrivalRow>`
    select * from whistle_arrival where matter_id = ${id}::uuid order by id`.execute(ctx.db);
  const { rows: ratings } = await sql<RatingRow>`
    select * from whistle_rating where matter_id = ${id}::uuid order by id`.execute(ctx.db);
  const people = [
    ...parties.flatMap((party) => [party.officer_id, party.result_by]),
    ...arrivals.map(({ account_id }) => account_id),
  ];
  const names = await accountNames(ctx.db, [...new Set(people.filter((each) => each !== null))]);
  const nameOf = (account: string | null) => names.get(account ?? '') ?? '';
  return parties.map((party) => ({
    id: party.id,
    unit: { id: party.unit_id, name: units.get(party.unit_id)?.name ?? '' },
    role: party.role,
    state: party.state,
    state_name: PARTY_STATES[party.state],
    ratable: ratable(party),
    officer: party.officer_id ? { id: party.officer_id, name: nameOf(party.officer_id) } : null,
    called_at: party.called_at.toISOString(),
    arrive_by: iso(party.arrive_by),
    arrivals: arrivals
      .filter(({ party_id }) => party_id === party.id)
      .map(({ account_id, lng, lat, files, due_at, acted_at, received_at, party_id: _, ...rest }) => ({
        ...rest,
        by: nameOf(account_id),
        point: { lng, lat },
        files: files.map(fileOf),
        due_at: iso(due_at),
        acted_at: acted_at.toISOString(),
        received_at: received_at.toISOString(),
      })),
    result: resultOf(party, nameOf(party.result_by)),
    left: party.left_at ? { at: party.left_at.toISOString(), reason: party.left_reason ?? '' } : null,
    rating: ratingOf(ratings.findLast(({ party_id }) => party_id === party.id)),
  }));
}

const resultOf = ({ result, result_at, result_files }: Party, by: string) =>
  result === null || result_at === null
    ? null
    : { text: result, by, at: result_at.toISOString(), files: result_files.map(fileOf) };

const ratingOf = (row: RatingRow | undefined) =>
  row
    ? {
        timely: row.timely,
        cooperation: row.cooperation,
        effect: row.effect,
        words: row.words,
        at: row.at.toISOString(),
      }
    : null;

/** The matter a whistle was blown for, when the reader may see that too. */
async function parentOf(ctx: Context, { parent_id }: Matter): Promise<Detail['parent']> {
  if (!parent_id || !(await seesMatter(ctx.runtime, ctx.actor, parent_id, ctx.now))) return null;
  const { rows } = await sql<{ id: string; number: string; title: string }>`
    select id, number, title from matter where id = ${parent_id}::uuid`.execute(ctx.db);
  return rows[0] ?? null;
}

async function textOf(ctx: Context, id: string): Promise<string> {
  const { rows } = await sql<{ text: string }>`select text from matter where id = ${id}::uuid`.execute(
    ctx.db,
  );
  return rows[0]?.text ?? '';
}

/** A whistle as this actor may see it, inside a transaction; 404 for whoever is no party any more. */
export async function detailIn(ctx: Context, id: string): Promise<{ detail: Detail; matter: Matter }> {
  const { runtime, actor } = ctx;
  const matter = await findMatter(ctx.db, actor, await areaTree(runtime), id);
  if (!(await seesMatter(runtime, actor, id, ctx.now))) throw notFound('事项');
  const whistle = await readWhistle(ctx.db, id);
  const [item] = await toItems(runtime, await readRows(ctx.db, [id]));
  const own = musters(actor, matter, await unitRegistry(runtime));
  const detail: Detail = {
    ...item!,
    text: await textOf(ctx, id),
    point: { lng: matter.lng!, lat: matter.lat! },
    radius_m: whistle.radius_m,
    finish_by: iso(matter.clocks.find(({ kind }) => kind === 'handle')?.due_at ?? null),
    parent: await parentOf(ctx, matter),
    parties: await partsOf(ctx, id),
    members: await membersOf(ctx, id, own),
    may_muster: own && matter.open && matter.closed_at === null,
  };
  return { detail, matter };
}

/** A whistle on its own page. */
export const whistleDetail = (runtime: Runtime, actor: Actor, id: string): Promise<Detail> =>
  run(runtime, actor, async (ctx) => (await detailIn(ctx, id)).detail);
