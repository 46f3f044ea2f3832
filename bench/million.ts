import pg from 'pg';
import { readConfig } from '../server/src/config.ts';
import { unitRegistry } from '../server/src/features/account/index.ts';
import { areaTree } from '../server/src/features/area/index.ts';
import { loadDefaultPack, loadDemoCity } from '../server/src/packs/index.ts';
import type { Runtime } from '../server/src/platform/runtime.ts';
import { wordsOf } from '../server/src/platform/words.ts';
import { createProgram } from '../server/src/program.ts';
import { BENCH_KEY } from '../server/test/child.ts';
import { FILLED, FUNCTIONS, STEPS } from './million.sql.ts';
import { templates } from './million.texts.ts';

export interface Filling {
  /** How many matters; a multiple of 1,000. */
  matters: number;
  /** Days of history they are spread over, ending now. */
  days?: number;
  /** Which share of them is open; 3 % where nothing is said. */
  open?: number;
  /** The steps to fill, by name; all where nothing is said. */
  only?: readonly string[];
  say?(line: string): void;
}

/** The demo account of the department that has only some 300 matters. */
export const SMALL_DEPARTMENT = 'dept-water';

async function put(client: pg.Client, table: string, columns: string, rows: object[]): Promise<void> {
  await client.query(`create unlogged table ${table} (${columns})`);
  await client.query(`insert into ${table} select * from jsonb_to_recordset($1::jsonb) as r(${columns})`, [
    JSON.stringify(rows),
  ]);
  await client.query(`analyze ${table}`);
}

/** The centre, the property company and the words of each grid. */
async function putPlaces(client: pg.Client, runtime: Runtime): Promise<void> {
  const [areas, units] = await Promise.all([areaTree(runtime), unitRegistry(runtime)]);
  const { rows } = await client.query(
    `select area_id, avg(lng) as lng, avg(lat) as lat from area_place group by area_id`,
  );
  const points = new Map(rows.map((row) => [row.area_id, row]));
  const agent = (await client.query(`select id from account where username = 'hotline'`)).rows[0].id;
  const grids = areas.all().filter((area) => area.level === 'grid' && area.path.length === 5);
  const built = grids.map((grid, k) => {
    const community = areas.get(grid.path[3]!)!;
    const { lng = 114.3, lat = 30.6 } = points.get(grid.id) ?? {};
    const [area_1, area_2, area_3, area_4, area_5] = grid.path;
    return {
      k,
      area_id: grid.id,
      area_1,
      area_2,
      area_3,
      area_4,
      area_5,
      lng,
      lat,
      agent,
      place_code: community.code.slice(4),
      address: `${community.name}${k + 1}号`,
      centre: units.of(community.id, 'centre')[0]!.id,
      property: units.of(community.id, 'property')[0]!.id,
    };
  });
  await put(
    client,
    'bench_grid',
    `k int, area_id uuid, area_1 uuid, area_2 uuid, area_3 uuid, area_4 uuid, area_5 uuid, lng float8, lat float8,
    agent uuid, place_code text, address text, centre uuid, property uuid`,
    built,
  );
  await put(
    client,
    'bench_place',
    'k int, words text[]',
    built.map(({ k, address }) => ({ k, words: wordsOf(address) })),
  );
}

const TYPE_SHARES: [string, number][] = [
  ['city-event', 12],
  ['repair', 5],
  ['complaint', 2],
  ['dispute', 1],
];

async function putKinds(client: pg.Client): Promise<void> {
  const { rows } = await client.query(`
    select t.code as type_code, d.code as workflow_code, d.version as workflow_version, d.spec ->> 'initial' as initial,
      case when d.spec -> 'states' ? 'handling' then 'handling' else 'mediating' end as middle, 'archived' as final
    from matter_type t join workflow_definition d on d.code = t.workflow_code`);
  const types = TYPE_SHARES.flatMap(([code, share]) =>
    Array(share).fill(rows.find((row) => row.type_code === code)),
  );
  await put(
    client,
    'bench_type',
    'k int, type_code text, workflow_code text, workflow_version int, initial text, middle text, final text',
    types.map((type, k) => ({ k, ...type })),
  );
  await client.query(`
    create unlogged table bench_category as select type_code, code, (row_number() over (partition by type_code order by code) - 1)::int as k
      from matter_category where offered and type_code is not null;
    create unlogged table bench_resident as select id, (row_number() over (order by id) - 1)::int as k from account where kind = 'resident';
    create unlogged table bench_small as select l.unit_id as unit, (select id from area where code = '429999') as elsewhere
      from account a join account_relation l on l.account_id = a.id where a.username = '${SMALL_DEPARTMENT}';
    create unlogged table bench_dept as select id as unit, (row_number() over (order by code) - 1)::int as k
      from account_unit where kind = 'department' and id <> (select unit from bench_small)`);
}

/** The statements that make a table's indexes and keys again; taken away meanwhile. */
async function withoutIndexes(
  client: pg.Client,
  work: () => Promise<void>,
  say: (line: string) => void,
): Promise<void> {
  const { rows } = await client.query(
    `
    select i.indexrelid::regclass::text as index, pg_get_indexdef(i.indexrelid) as make from pg_index i
    where i.indrelid = any ($1::text[]::regclass[]) and not i.indisunique`,
    [FILLED],
  );
  for (const { index } of rows) await client.query(`drop index ${index}`);
  await work();
  for (const { index, make } of rows) {
    const begun = performance.now();
    await client.query(make);
    say(`index ${index}: ${Math.round(performance.now() - begun)} ms`);
  }
}

/** Residents beyond those of the demo: a million calls come from many people. */
const RESIDENTS = 20_000;
const MORE_RESIDENTS = `
  insert into account (id, kind, name, created_at)
  select bench_id(now() - interval '3 years', 'r' || i), 'resident', '居民' || i, now() from generate_series(1, ${RESIDENTS}) i`;

/**
 * Fills a migrated, empty database with the demo city and its people, and with matters of every table as the program would
 * have written them: 3 % open, text as uneven as a language, parties, contacts, tasks, clocks, events, search, counts.
 */
export async function fillMillion(
  url: string,
  { matters, days = 730, open = 0.03, only, say = () => {} }: Filling,
): Promise<void> {
  const program = await createProgram(
    readConfig({ HUYING_DATA: '/tmp/huying-bench', HUYING_KEY: BENCH_KEY }),
    url,
  );
  await loadDefaultPack(program.runtime);
  await loadDemoCity(program, () => {}, { matters: 0, residents: 500, days: 1 });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    `set maintenance_work_mem = '512MB'; set work_mem = '128MB'; set synchronous_commit = off; set jit = off`,
  );
  await client.query(FUNCTIONS);
  await client.query(MORE_RESIDENTS);
  await putPlaces(client, program.runtime);
  await putKinds(client);
  await put(
    client,
    'bench_text',
    'k int, title text, text text, words text[]',
    templates(5000, 7).map((each, k) => ({ k, ...each })),
  );
  await program.stop();
  const steps = STEPS.filter(({ name }) => !only || only.includes(name));
  await withoutIndexes(client, () => fillTables(client, steps, { n: matters, days, open }, say), say);
  await client.query(
    `drop table bench_grid, bench_place, bench_type, bench_category, bench_resident, bench_small, bench_dept, bench_text, bench_draw`,
  );
  await client.query('vacuum analyze');
  say('vacuum');
  await client.end();
}

async function fillTables(
  client: pg.Client,
  steps: typeof STEPS,
  numbers: { n: number; days: number; open: number },
  say: (line: string) => void,
): Promise<void> {
  // Each half of the rare pair is in some 2,000 of a million, both together in ten.
  const values: Record<string, string> = {
    n: String(numbers.n),
    days: String(numbers.days),
    open: String(numbers.open),
    rare_a: '499',
    rare_b: '200',
  };
  for (const { name, sql } of steps) {
    const begun = performance.now();
    await client.query(sql.replaceAll(/(?<![:\w]):(\w+)/g, (_, key) => values[key]!));
    say(`${name}: ${Math.round(performance.now() - begun)} ms`);
  }
}
