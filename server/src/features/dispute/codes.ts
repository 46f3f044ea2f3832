import { sql } from 'kysely';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { parse } from 'yaml';
import type { Db } from '../../platform/database/open.ts';
import { shapeFaults } from '../../platform/http/validation.ts';
import type { Context } from '../../platform/runtime.ts';

const Shape = Type.Object({
  lists: Type.Array(
    Type.Object({
      list: Type.String({ pattern: '^[a-z]+$' }),
      name: Type.String({ minLength: 1 }),
      standard: Type.String({ minLength: 1 }),
      codes: Type.Array(
        Type.Object({ code: Type.String({ minLength: 1 }), name: Type.String({ minLength: 1 }) }),
      ),
    }),
  ),
});
export type CodeList = Static<typeof Shape>['lists'][number];

/** Reads `dictionaries/disputes.yaml` of a pack; throws in words when it is wrong. */
export function parseCodes(text: string): CodeList[] {
  const data: unknown = parse(text);
  if (!Value.Check(Shape, data)) {
    const faults = shapeFaults(Shape, data).map(({ message }) => message);
    throw new Error(`矛盾纠纷代码表有误：\n  ${faults.join('\n  ')}`);
  }
  return data.lists;
}

/** Makes the code lists those of the pack. A code that disputes already carry stays readable: nothing is deleted. */
export async function syncCodes(ctx: Context, lists: readonly CodeList[]): Promise<void> {
  const rows = lists.flatMap(({ list, standard, codes }) =>
    codes.map(({ code, name }, position) => ({ list, code, name, standard, position })),
  );
  await sql`
    insert into dispute_code (list, code, name, standard, position)
    select list, code, name, standard, position from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as c (list text, code text, name text, standard text, position int)
    on conflict (list, code) do update set name = excluded.name, standard = excluded.standard, position = excluded.position`.execute(
    ctx.db,
  );
}

export interface Code {
  list: string;
  code: string;
  name: string;
  standard: string;
}

/** All codes, in the order of their lists. */
export async function readCodes(db: Db): Promise<Code[]> {
  const { rows } = await sql<Code>`
    select list, code, name, standard from dispute_code order by list, position`.execute(db);
  return rows;
}
