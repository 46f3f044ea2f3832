import { sql } from 'kysely';
import { recordNext } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context } from '../../platform/runtime.ts';
import type { MatterType } from '../workflow/index.ts';
import type { Category } from './pack.categories.ts';
import { forgetRegistry, type Responsibility } from './registry.ts';

/** A stable subject for the events of the registry, which is one thing. */
const REGISTRY = '00000000-0000-7000-8000-00000000000a';

async function recordChange(ctx: Context, what: string, rows: number): Promise<void> {
  await recordNext(ctx, {
    subjectKind: 'registry',
    subject: REGISTRY,
    kind: `matter.registry.${what}`,
    audience: 'staff',
    scopes: [],
    data: { rows },
  });
  forgetRegistry(ctx.runtime);
}

function putTypes(ctx: Context, types: readonly MatterType[]): void {
  const rows = types.map((type) => ({
    code: type.code,
    name: type.name,
    workflow: type.workflow,
    position: type.order,
    spec: type,
  }));
  ctx.write(sql`
    insert into matter_type (code, name, workflow_code, position, spec)
    select code, name, workflow, position, spec from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as t(code text, name text, workflow text, position int, spec jsonb)
    on conflict (code) do update set name = excluded.name, workflow_code = excluded.workflow_code, position = excluded.position,
      spec = excluded.spec, retired_at = null`);
}

/** Puts one matter type in force; the others stay as they are. */
export async function publishType(ctx: Context, type: MatterType): Promise<void> {
  putTypes(ctx, [type]);
  await recordChange(ctx, 'types', 1);
}

/**
 * Brings the matter types to what a pack says; types it no longer names are retired, never removed. Those of `own`, which the
 * city keeps itself, stay as they are.
 */
export async function syncTypes(
  ctx: Context,
  types: readonly MatterType[],
  own: readonly string[] = [],
): Promise<void> {
  putTypes(
    ctx,
    types.filter(({ code }) => !own.includes(code)),
  );
  ctx.write(sql`update matter_type set retired_at = ${ctx.now}::timestamptz
    where retired_at is null and code <> all (${[...types.map(({ code }) => code), ...own]}::text[])`);
  await recordChange(ctx, 'types', types.length);
}

/**
 * Brings the classes to what a pack says, parents before children; classes it no longer names are retired. Those of the schemes
 * in `own`, which the city keeps itself, stay as they are.
 */
export async function syncCategories(
  ctx: Context,
  all: readonly Category[],
  own: readonly string[] = [],
): Promise<void> {
  const categories = all.filter(({ scheme }) => !own.includes(scheme));
  const rows = categories.map((each, position) => ({
    code: each.code,
    scheme: each.scheme,
    scheme_name: each.schemeName,
    name: each.name,
    parent: each.parent,
    kind: each.kind,
    type: each.matterType,
    offered: each.offered,
    specialty: each.unitKind,
    keywords: each.keywords,
    conditions: each.conditions,
    fallback: each.defaultCondition,
    position,
  }));
  // One statement checks its foreign keys at its end: children and parents may come together.
  ctx.write(sql`
    insert into matter_category (code, scheme, scheme_name, name, parent_code, kind, type_code, offered, specialty, keywords, conditions, default_condition, position)
    select code, scheme, scheme_name, name, parent, kind, type, offered, specialty, keywords, conditions, fallback, position
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c(code text, scheme text, scheme_name text, name text, parent text, kind text, type text,
      offered boolean, specialty text, keywords text[], conditions jsonb, fallback text, position int)
    on conflict (code) do update set scheme = excluded.scheme, scheme_name = excluded.scheme_name, name = excluded.name, parent_code = excluded.parent_code,
      kind = excluded.kind, type_code = excluded.type_code, offered = excluded.offered, specialty = excluded.specialty,
      keywords = excluded.keywords, conditions = excluded.conditions, default_condition = excluded.default_condition,
      position = excluded.position, retired_at = null`);
  ctx.write(sql`update matter_category set retired_at = ${ctx.now}::timestamptz
    where retired_at is null and scheme <> all (${own as string[]}::text[])
      and code <> all (${categories.map((each) => each.code)}::text[])`);
  await recordChange(ctx, 'categories', categories.length);
}

/** Replaces the responsibility matrix. */
export async function replaceResponsibilities(ctx: Context, rows: readonly Responsibility[]): Promise<void> {
  await sql`delete from matter_responsibility`.execute(ctx.db);
  const all = rows.map((row) => ({ ...row, id: uuidv7(ctx.now) }));
  ctx.write(sql`
    insert into matter_responsibility (id, type_code, category_code, area_id, unit_id, role, priority, created_at)
    select id, type_code, category_code, area_id, unit_id, role, priority, ${ctx.now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(all)}::jsonb) as r(id uuid, type_code text, category_code text, area_id uuid,
      unit_id uuid, role text, priority int)`);
  await recordChange(ctx, 'responsibilities', rows.length);
}
