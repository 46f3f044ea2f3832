import { sql } from 'kysely';
import type { Db } from '../../platform/database/open.ts';
import type { Past } from '../../platform/documents.ts';
import { uuidFloor } from '../../platform/ids.ts';
import { atMost } from '../../platform/page.ts';
import type { AreaTree } from '../area/index.ts';
import type { Registry } from './registry.ts';
import type { Matter } from './row.ts';

const COLUMNS = sql.raw(
  'm.id, m.type_code, m.workflow_code, m.workflow_version, m.category_code, m.condition_code, m.priority, m.level, m.memory, m.area_id, m.confidential, m.created_at',
);

/** What of a matter of the past a draft is tried on. */
export type TriedMatter = Pick<
  Matter,
  | 'id'
  | 'type_code'
  | 'workflow_code'
  | 'workflow_version'
  | 'category_code'
  | 'condition_code'
  | 'priority'
  | 'level'
  | 'memory'
  | 'area_id'
  | 'confidential'
  | 'created_at'
>;

/** Some matters by id. */
export async function triedMatters(db: Db, ids: readonly string[]): Promise<Map<string, TriedMatter>> {
  const { rows } = await sql<TriedMatter>`
    select ${COLUMNS} from matter m where m.id = any (${ids as string[]}::uuid[])`.execute(db);
  return new Map(rows.map((row) => [row.id, row]));
}

/** The matters of a period in the order in which they came, batch by batch. */
export async function* mattersOf(db: Db, { from, until }: Past, size: number): AsyncGenerator<TriedMatter[]> {
  let after = uuidFloor(from);
  for (;;) {
    const { rows } = await sql<TriedMatter>`
      select ${COLUMNS} from matter m where m.id > ${after}::uuid and m.id < ${uuidFloor(until)}::uuid
      order by m.id limit ${atMost(size)}`.execute(db);
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    after = last.id;
  }
}

/** What a matter was, without anything personal: type, class, place; of a confidential one nothing. */
export function aboutMatter(
  { type_code, category_code, area_id, confidential }: TriedMatter,
  { types, categories }: Registry,
  areas: AreaTree,
): string {
  if (confidential) return '保密事项';
  const names = [types.get(type_code)?.name ?? type_code, categories.get(category_code ?? '')?.name];
  return [...names, areas.fullName(area_id)].filter(Boolean).join(' · ');
}
