import { sql } from 'kysely';
import { record } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context } from '../../platform/runtime.ts';
import { inBatches } from './context.ts';

export const BASE_KINDS = ['road', 'water', 'park', 'building'] as const;
export type BaseKind = (typeof BASE_KINDS)[number];

/** Something the base map shows. `class` is a finer kind within its layer: main for an avenue, river, school … */
export interface BaseFeature {
  kind: BaseKind;
  class?: string;
  name?: string;
  /** WGS-84 GeoJSON. */
  geometry: { type: string; coordinates: unknown };
}

const BATCH = 2000;

/** Replaces those layers of the base map of which there is at least one feature; the others stay. */
export async function importBaseMap(ctx: Context, features: readonly BaseFeature[]): Promise<void> {
  const kinds = [...new Set(features.map((feature) => feature.kind))];
  await sql`insert into area_base_layer (kind) select unnest(${kinds}::text[])
    on conflict (kind) do update set version = area_base_layer.version + 1`.execute(ctx.db);
  await sql`delete from area_base where kind = any (${kinds}::text[])`.execute(ctx.db);
  for (const batch of inBatches(features, BATCH))
    await sql`
      insert into area_base (kind, class, name, geometry)
      select kind, coalesce(class, ''), coalesce(name, ''), geometry
      from jsonb_to_recordset(${JSON.stringify(batch)}::jsonb)
        as row (kind text, class text, name text, geometry jsonb)`.execute(ctx.db);
  record(ctx, {
    subjectKind: 'area_base',
    subject: uuidv7(ctx.now),
    kind: 'area.base-imported',
    audience: 'staff',
    scopes: [],
    data: { kinds, features: features.length },
    prevHash: null,
  });
}
