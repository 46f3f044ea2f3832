import pg from 'pg';
import { fillMillion } from './million.ts';

const STEPS = ['draw', 'matter', 'matter_party', 'task', 'followers'];

/** Three clocks for every matter, as steps, handling and the whole of it have; none of them near its rung. */
const CLOCKS = `
  insert into workflow_clock (id, subject, kind, started_at, due_at, limits, rung, next_at)
  select bench_id(m.created_at, c.nth || m.id::text), m.id, c.kind, m.created_at, at, jsonb_build_object('source', 'type',
      'limit', '3wd', 'calendar', 'standard', 'calendar_version', 1, 'action', null, 'ladder', 1), 0, at
  from (select *, now() + interval '30 days' + interval '1 second' * (row_number() over () % 2000000) as at from matter where open) m,
    lateral (values (1, case when m.state not in ('reported') then case m.type_code when 'dispute' then 'mediate' else 'handle' end
      when m.type_code = 'repair' then 'dispatch' else 'accept' end), (2, 'sign'), (3, 'resolve')) c(nth, kind)`;

/** Fills a migrated, empty database with open matters of three clocks each. */
export async function fillOpen(url: string, matters: number, say: (line: string) => void): Promise<void> {
  await fillMillion(url, { matters, days: 30, open: 1, only: STEPS, say });
  await onDatabase(url, async (client) => {
    const begun = performance.now();
    await client.query(CLOCKS);
    await client.query('vacuum analyze');
    say(`workflow_clock: ${Math.round(performance.now() - begun)} ms`);
  });
}

export async function onDatabase<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/**
 * Lets so many clocks of different matters come to their rung a second from a moment on: to that of raising, which moves the
 * matter, closes and opens a task, stops and starts a clock. Returns their number.
 */
export async function makeDue(url: string, perSecond: number, seconds: number, from: Date): Promise<number> {
  return onDatabase(url, async (client) => {
    const { rows } = await client.query(
      `select (e.n - 1)::int as rung from workflow_ladder l, jsonb_array_elements(l.spec -> 'default') with ordinality e(rung, n)
       where l.version = 1 and e.rung ->> 'do' = 'escalate'`,
    );
    const { rowCount } = await client.query(
      `update workflow_clock k set rung = $1, due_at = c.at - interval '2 days', next_at = c.at
       from (select id, $4::timestamptz + interval '1 second' * ((row_number() over () - 1) / $3::float8) as at
         from workflow_clock where rung = 0 and stopped_at is null and kind not in ('sign', 'resolve') limit $2) c
       where k.id = c.id`,
      [rows[0].rung, perSecond * seconds, perSecond, from],
    );
    return rowCount ?? 0;
  });
}
