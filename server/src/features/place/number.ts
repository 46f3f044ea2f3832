import { sql } from 'kysely';
import { badField } from '../../platform/errors.ts';
import type { Context } from '../../platform/runtime.ts';
import { areaTree } from '../area/index.ts';
import type { Standing } from './row.ts';
import { codePrefix } from './rules.ts';

/** Gives a component that came without a code the next one of its county and class. Refuses where the class carries no numbers. */
export async function number(ctx: Context, row: Standing): Promise<void> {
  if (row.items.component_code) return;
  const areas = await areaTree(ctx.runtime);
  const prefix = codePrefix(areas.get(row.area_id ?? '')?.code ?? '', String(row.items.kind));
  if (!prefix) throw badField('values.component_code', 'required', '这里编不出部件代码，请填写已有的代码。');
  // Numbers that came with a file count too.
  const { rows } = await sql<{ n: number }>`
    with used as (
      select coalesce(max(right(code, 6)::int), 0) as n from place
      where subject = 'component' and code between ${`${prefix}000000`} and ${`${prefix}999999`} and code ~ '^[0-9]{16}$')
    insert into place_number (prefix, next) select ${prefix}, n + 2 from used
    on conflict (prefix) do update set next = greatest(place_number.next + 1, excluded.next) returning next - 1 as n`.execute(
    ctx.db,
  );
  row.items.component_code = `${prefix}${String(rows[0]!.n).padStart(6, '0')}`;
}
