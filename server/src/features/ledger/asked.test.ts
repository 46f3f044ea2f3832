import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { testTown } from '../../../test/town.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { receive } from '../resident/index.ts';
import { type Asked, nextOf, type Placed, type Reach } from './asked.ts';

const { runtime, place } = await testTown();

/** Grids of the eastern community. */
const GRIDS = 150;
const { rows: grids } = await run(runtime, SYSTEM, ({ db }) =>
  sql<{ id: string }>`
    insert into area (id, parent_id, code, name, level, path, created_at)
    select md5('g' || n)::uuid, ${place.east}::uuid, '42999800100100' || n, n || '网格', 'grid', array[${place.city}, ${place.east}]::uuid[] || md5('g' || n)::uuid, now()
    from generate_series(1, ${GRIDS}::int) n returning id`.execute(db),
);

/** People in many areas, of whom each number's multiples are ever rarer. */
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

/** So near that the walk turns to the indexes at once, on the way, or at its end. */
const REACHES: Reach[] = [
  { first: 20, second: 40, far: 60 },
  { first: 40, second: 400, far: 500 },
  { first: 400, second: 4000, far: 12_000 },
];

async function pageByPage(rows: Asked, most: number, reach: Reach): Promise<string[]> {
  const found: string[] = [];
  for (let after: Placed | null = null; ; ) {
    const page: Placed[] = await run(runtime, SYSTEM, ({ db }) => nextOf(db, rows, after, most, reach));
    found.push(...page.map(({ id }) => id));
    if (page.length < most) return found;
    after = page.at(-1)!;
  }
}

test('whatever a transaction asks after a page is planned as ever', async () => {
  const { rows } = await run(runtime, SYSTEM, async ({ db }) => {
    assert.deepEqual(await nextOf(db, asked(0, null), null, 20, REACHES[0]), []);
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
      fc.constantFrom(...REACHES),
      async (every, areas, most, reach) => {
        fc.pre(!(every === 1 && most === 3));
        const rows = asked(every, areas);
        assert.deepEqual(await pageByPage(rows, most, reach), await plainly(rows));
      },
    ),
    { numRuns: 60 },
  );
});

test('a page whose last row is far away is looked for by the indexes after a bounded walk', async () => {
  // Fifty of the first hundred and nobody after: reckoned anew after each stretch, the last one always seems near.
  const rows: Asked = {
    ...asked(1, null),
    holds: sql`p.id in (select q.id from resident_person q order by q.area_id, q.id limit 50)`,
  };
  const looks: number[] = [];
  await run(runtime, SYSTEM, async ({ db }) => {
    const counted = db.withPlugin({
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => {
        looks.push(result.rows.length);
        return result;
      },
    });
    const found = await nextOf(counted, rows, null, 51, { first: 20, second: 40, far: 120 });
    assert.equal(found.length, 50);
  });
  // Two settings for the planner before, the search between two more behind: what is left are stretches, each as long as all before it.
  assert.ok(looks.length - 4 <= 2 + Math.log2((2 * 120) / 20), `${looks.length} statements`);
});
