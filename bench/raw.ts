import pg from 'pg';
import { type Load, load } from './loader.ts';

/**
 * The reference: the bare transaction of a case system over five round trips (begin, case, log, counter, commit), prepared,
 * without HTTP, accounts or rules, driven by this same Node process.
 */
export async function rawTransactions(url: string, clients: number, seconds: number): Promise<Load> {
  const pool = await Promise.all(
    Array.from({ length: clients }, async () => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      return client;
    }),
  );
  await pool[0]!.query(`
    create table if not exists raw_case (id bigint generated always as identity primary key, grid int, status text, title text,
      body text, created_at timestamptz default now());
    create index if not exists raw_case_list on raw_case (status, created_at);
    create index if not exists raw_case_grid on raw_case (grid);
    create table if not exists raw_log (id bigint generated always as identity primary key, case_id bigint, what text, at timestamptz default now());
    create table if not exists raw_counter (grid int primary key, n int);
    insert into raw_counter select g, 0 from generate_series(1, 11332) g on conflict do nothing`);
  const result = await load(clients, seconds, (worker) => rawTransaction(pool[worker]!));
  await Promise.all(pool.map((client) => client.end()));
  return result;
}

async function rawTransaction(client: pg.Client): Promise<boolean> {
  const grid = 1 + Math.floor(Math.random() * 11332);
  await client.query('begin');
  const { rows } = await client.query({
    name: 'case',
    text: `insert into raw_case (grid, status, title, body) values ($1, 'open', $2, $3) returning id`,
    values: [grid, '路口井盖缺失', '幸福路与江汉路交叉口东北角雨水井盖缺失，夜间行人很多，请尽快处理。'],
  });
  await client.query({
    name: 'log',
    text: `insert into raw_log (case_id, what) values ($1, 'created')`,
    values: [rows[0].id],
  });
  await client.query({
    name: 'counter',
    text: 'update raw_counter set n = n + 1 where grid = $1',
    values: [grid],
  });
  await client.query('commit');
  return true;
}
