import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { maskName, maskPhone } from '../../platform/crypto.ts';
import { dayOf } from '../../platform/day.ts';
import { fileUrls } from '../../platform/files/files.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { accountNames } from '../account/index.ts';
import { seeDispute } from './policy.ts';
import { type DisputeRow, readDispute } from './row.ts';
import type { DisputeDetail } from './schema.ts';

type Detail = Static<typeof DisputeDetail>;

interface PartyRow {
  id: string;
  role: string;
  name_sealed: Buffer;
  phone_sealed: Buffer | null;
}

/** Row-level security shows them to those inside; to others there are none. */
export async function partiesOf(ctx: Context, id: string) {
  const { rows } = await sql<PartyRow>`
    select id, role, name_sealed, phone_sealed from dispute_party
    where matter_id = ${id}::uuid and removed_at is null order by created_at, id`.execute(ctx.db);
  const { sealer } = ctx.runtime;
  return rows.map(({ id: party, role, name_sealed, phone_sealed }) => ({
    id: party,
    role,
    name: sealer.open(name_sealed),
    phone: phone_sealed && sealer.open(phone_sealed),
  }));
}

export async function mediatorsOf(ctx: Context, id: string) {
  const { rows } = await sql<{ id: string; kind: string; name: string; unit: string; account: boolean }>`
    select id, kind, name, unit, account_id is not null as account from dispute_mediator
    where matter_id = ${id}::uuid and removed_at is null order by created_at, id`.execute(ctx.db);
  return rows;
}

async function sessionsOf(ctx: Context, id: string) {
  const { rows } = await sql<{
    id: string;
    at: Date;
    place: string;
    next_at: Date | null;
    created_by: string;
  }>`
    select id, at, place, next_at, created_by from dispute_session where matter_id = ${id}::uuid order by at, id`.execute(
    ctx.db,
  );
  const names = await accountNames(
    ctx.db,
    rows.map((row) => row.created_by),
  );
  return rows.map(({ at, next_at, created_by, ...row }) => ({
    ...row,
    at: at.toISOString(),
    next_at: next_at?.toISOString() ?? null,
    by: names.get(created_by) ?? '',
  }));
}

async function agreementsOf(ctx: Context, id: string) {
  const { rows } = await sql<{
    version: number;
    created_at: Date;
    created_by: string;
    signed_on: string | null;
  }>`
    select version, created_at, created_by, signed_on::text as signed_on from dispute_agreement
    where matter_id = ${id}::uuid order by version desc`.execute(ctx.db);
  const names = await accountNames(
    ctx.db,
    rows.map((row) => row.created_by),
  );
  return rows.map(({ created_at, created_by, ...row }) => ({
    ...row,
    created_at: created_at.toISOString(),
    by: names.get(created_by) ?? '',
  }));
}

async function dutiesOf(ctx: Context, id: string) {
  const today = dayOf(ctx.now);
  const promises = await sql<{ id: string; what: string; due_on: string; kept: boolean | null }>`
    select id, what, due_on::text as due_on, kept from dispute_promise where matter_id = ${id}::uuid order by due_on, id`.execute(
    ctx.db,
  );
  const visits = await sql<{
    id: string;
    due_on: string;
    fulfilled: boolean | null;
    visited_at: Date | null;
  }>`
    select id, due_on::text as due_on, fulfilled, visited_at from dispute_visit where matter_id = ${id}::uuid order by due_on, id`.execute(
    ctx.db,
  );
  return {
    promises: promises.rows.map((row) => ({ ...row, overdue: row.kept === null && row.due_on < today })),
    visits: visits.rows.map((row) => ({
      ...row,
      visited_at: row.visited_at?.toISOString() ?? null,
      overdue: row.visited_at === null && row.due_on < today,
    })),
  };
}

const EMPTY: Pick<
  DisputeRow,
  'kind' | 'nature' | 'scale' | 'level' | 'warning' | 'people' | 'signed_on' | 'visit_due_on' | 'version'
> = {
  kind: null,
  nature: null,
  scale: null,
  level: null,
  warning: null,
  people: null,
  signed_on: null,
  visit_due_on: null,
  version: 0,
};

/** The photos of the signed pages: names and hands stand on them. */
export async function signedFiles(ctx: Context, dispute: string) {
  const { rows } = await sql<{ id: string }>`
    select id from file where subject = ${dispute}::uuid and subject_kind = 'dispute' order by id`.execute(
    ctx.db,
  );
  return rows.map(({ id }) => ({ id, ...fileUrls(id) }));
}

/**
 * What is kept of a dispute beside its matter. Those inside see the parties masked; everybody else who may see the matter
 * learns how it is classed, by whom it is mediated, and nothing of the parties or of what was said.
 */
export async function disputeDetail(runtime: Runtime, actor: Actor, id: string): Promise<Detail> {
  return run(runtime, actor, async (ctx) => {
    const { inside } = await seeDispute(runtime, ctx.db, actor, id);
    const row = await readDispute(ctx.db, id);
    const { kind, nature, scale, level, warning, people, signed_on, visit_due_on, version } = row ?? EMPTY;
    const parties = inside ? await partiesOf(ctx, id) : [];
    const none = { promises: [], visits: [] };
    return {
      ...{
        matter: id,
        version,
        inside,
        kind,
        nature,
        scale,
        level,
        warning,
        people,
        signed_on,
        visit_due_on,
      },
      parties: parties.map((party) => ({
        ...party,
        name: maskName(party.name),
        phone: party.phone && maskPhone(party.phone),
      })),
      mediators: await mediatorsOf(ctx, id),
      sessions: inside ? await sessionsOf(ctx, id) : [],
      agreements: inside ? await agreementsOf(ctx, id) : [],
      ...(inside ? await dutiesOf(ctx, id) : none),
    };
  });
}
