import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { testTown } from '../../../test/town.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { receive } from '../resident/index.ts';
import { type Asked, nextOf, type Placed } from './asked.ts';

const { runtime, place } = await testTown();

/** Grids of the eastern community: more than the indexes are asked for at a time. */
const GRIDS = 150;
const { rows: grids } = await run(runtime, SYSTEM, ({ db }) =>
  sql<{ id: string }>`
    insert into area (id, parent_id, code, name, level, path, created_at)
    select md5('g' || n)::uuid, ${place.east}::uuid, '42999800100100' || n, n || '网格', 'grid', array[${place.city}, ${place.east}]::uuid[] || md5('g' || n)::uuid, now()
    from generate_series(1, ${GRIDS}::int) n returning id`.execute(db),
);

/** So many that the walk turns to the indexes on the way: people in many areas, of whom each number's multiples are ever rarer. */
const PEOPLE = 1400;
await run(runtime, SYSTEM, (ctx) =>
  receive(
    ctx,
    'sheet',
    Array.from({ length: PEOPLE }, (_, i) => ({
      ...{
        values: { name: `人${i}` },
        area: [place.west, place.east, grids[i % GRIDS]!.id][i % 3]!,
        house: null,
        sourceKey: `${i}`,
      },
    })),
  ),
);

const asked = (every: number, areas: readonly string[] | null): Asked => ({
  from: sql`resident_everybody p`,
  within: areas ? sql`p.area_id = any (${areas as string[]}::uuid[])` : sql`true`,
  holds: every === 0 ? sql`false` : sql`substr(p.name, 2)::int % ${every}::int = 0`,
});

async function plainly({ within, holds }: Asked): Promise<string[]> {
  const { rows } = await run(runtime, SYSTEM, ({ db }) =>
    sql<{ id: string }>`
      select p.id from resident_person p where ${within} and ${holds} order by p.area_id, p.id`.execute(db),
  );
  return rows.map(({ id }) => id);
}

async function pageByPage(rows: Asked, most: number): Promise<string[]> {
  const found: string[] = [];
  for (let after: Placed | null = null; ; ) {
    const page: Placed[] = await run(runtime, SYSTEM, ({ db }) => nextOf(db, rows, after, most));
    found.push(...page.map(({ id }) => id));
    if (page.length < most) return found;
    after = page.at(-1)!;
  }
}

test('whatever a transaction asks after a page is planned as ever', async () => {
  const { rows } = await run(runtime, SYSTEM, async ({ db }) => {
    assert.deepEqual(await nextOf(db, asked(0, null), null, 20), []);
    return sql`show enable_indexscan`.execute(db);
  });
  assert.deepEqual(rows, [{ enable_indexscan: 'on' }]);
});

test('pages of any size under any condition, common or rare, give everybody once and in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(0, 1, 2, 7, 40, 333, 1399),
      fc.constantFrom(null, [place.east], [place.west], [place.east, place.west]),
      fc.constantFrom(3, 20, 51, 500),
      async (every, areas, most) => {
        fc.pre(!(every === 1 && most === 3));
        const rows = asked(every, areas);
        assert.deepEqual(await pageByPage(rows, most), await plainly(rows));
      },
    ),
    { numRuns: 40 },
  );
});
