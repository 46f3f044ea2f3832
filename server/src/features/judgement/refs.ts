import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Db } from '../../platform/database/open.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { registry } from '../matter/index.ts';
import { workflowAt } from '../workflow/index.ts';
import type { MatterRef, UnitRef } from './schema.ts';

interface Row {
  id: string;
  number: string;
  title: string;
  type_code: string;
  workflow_code: string;
  workflow_version: number;
  state: string;
  area_id: string;
  address: string;
  confidential: boolean;
  main_unit: string | null;
  public_reply: string | null;
  closed_at: Date | null;
}

export type MatterRefs = Map<string, Static<typeof MatterRef>>;

/** The matters of a page of judgements, each once. The rows of the page decide who sees them. */
export async function matterRefs(runtime: Runtime, db: Db, ids: readonly string[]): Promise<MatterRefs> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<Row>`
    select id, number, title, type_code, workflow_code, workflow_version, state, area_id, address, confidential, main_unit, public_reply,
      closed_at from matter where id = any (${[...new Set(ids)]}::uuid[])`.execute(db);
  const [areas, types, unitOf] = await Promise.all([
    areaTree(runtime),
    registry(runtime),
    unitNames(runtime),
  ]);
  const refs = rows.map(async (row) => {
    const workflow = await workflowAt(runtime, row.workflow_code, row.workflow_version);
    const ref: Static<typeof MatterRef> = {
      id: row.id,
      number: row.number,
      title: row.title,
      type_name: types.types.get(row.type_code)?.name ?? row.type_code,
      state_name: workflow.states.get(row.state)?.name ?? row.state,
      area: areas.fullName(row.area_id),
      address: row.address,
      confidential: row.confidential,
      main_unit: row.main_unit === null ? null : unitOf(row.main_unit),
      public_reply: row.public_reply,
      closed_at: row.closed_at?.toISOString() ?? null,
    };
    return [row.id, ref] as const;
  });
  return new Map(await Promise.all(refs));
}

/** Units by id, with their names. */
export async function unitNames(runtime: Runtime): Promise<(id: string) => Static<typeof UnitRef>> {
  const units = await unitRegistry(runtime);
  return (id) => ({ id, name: units.get(id)?.name ?? '' });
}
