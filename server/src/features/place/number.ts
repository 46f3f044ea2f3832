import { sql } from 'kysely';
import { badField } from '../../platform/errors.ts';
import type { Context } from '../../platform/runtime.ts';
import { areaTree } from '../area/index.ts';
import type { Standing } from './row.ts';
import { codePrefix } from './rules.ts';

interface Wanted {
  prefix: string;
  /** How many numbers are asked for, and the last that comes with its own. */
  n: number;
  last: number;
}

/** Takes so many numbers of each prefix, after all that were ever used: those that came with a file count too. Returns the first of each. */
async function take(ctx: Context, wanted: readonly Wanted[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ prefix: string; first: number }>`
    with wanted as (select * from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as w(prefix text, n int, last int)),
    used as (
      select w.prefix, w.n, greatest(w.last, (
        select max(right(code, 6)::int) from place where subject = 'component' and code ~ '^[0-9]{16}$'
          and code between w.prefix || '000000' and w.prefix || '999999')) as last
      from wanted w order by w.prefix)
    insert into place_number (prefix, next) select prefix, last + n + 1 from used
    on conflict (prefix) do update set next = greatest(
      place_number.next + (select n from wanted w where w.prefix = excluded.prefix), excluded.next)
    returning prefix, next - (select n from wanted w where w.prefix = place_number.prefix) as first`.execute(
    ctx.db,
  );
  return new Map(rows.map(({ prefix, first }) => [prefix, first]));
}

/** Gives components that came without a code the next ones of their county and class. Refuses where a class carries no numbers. */
export async function number(ctx: Context, all: readonly Standing[]): Promise<void> {
  const without = all.filter(({ items }) => !items.component_code);
  if (without.length === 0) return;
  const areas = await areaTree(ctx.runtime);
  const byPrefix = Map.groupBy(without, ({ area_id, items }) =>
    codePrefix(areas.get(area_id ?? '')?.code ?? '', String(items.kind)),
  );
  const brought = all.map(({ items }) => String(items.component_code ?? ''));
  const wanted = [...byPrefix].map(([prefix, rows]): Wanted => {
    if (!prefix)
      throw badField('values.component_code', 'required', '这里编不出部件代码，请填写已有的代码。');
    const own = brought.filter((code) => code.startsWith(prefix) && /^\d{16}$/.test(code));
    return { prefix, n: rows.length, last: Math.max(0, ...own.map((code) => Number(code.slice(-6)))) };
  });
  const first = await take(ctx, wanted);
  for (const [prefix, rows] of byPrefix)
    for (const [i, { items }] of rows.entries())
      items.component_code = `${prefix}${String(first.get(prefix!)! + i).padStart(6, '0')}`;
}
