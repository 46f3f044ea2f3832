import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { readConfig } from '../src/config.ts';
import { loadActor } from '../src/features/account/index.ts';
import { startSession } from '../src/features/account/session.ts';
import { smallCity } from '../src/features/matter/sample.ts';
import { startEmbedded } from '../src/platform/database/embedded.ts';
import { openDatabase } from '../src/platform/database/open.ts';
import { run } from '../src/platform/runtime.ts';
import { createProgram, migrateDatabase } from '../src/program.ts';
import { BENCH_KEY, startUnderTest } from './child.ts';

/** A durable database (fsync on) of the test's own, a small city in it, and a caller's token. */
async function city() {
  const dataDir = await mkdtemp(join(tmpdir(), 'huying-crash-'));
  const database = await startEmbedded({ dataDir });
  await migrateDatabase(database.url);
  const program = await createProgram(
    readConfig({ HUYING_DATA: dataDir, HUYING_KEY: BENCH_KEY }),
    database.url,
  );
  const people = await smallCity(program.runtime);
  const actor = (await loadActor(program.runtime.db, people.caller))!;
  const { token } = await run(program.runtime, actor, async (ctx) =>
    startSession(ctx, { id: actor.id, kind: 'resident' }, { address: 'test', agent: 'test' }),
  );
  await program.stop();
  return {
    database,
    token,
    async end() {
      await database.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

interface World {
  database: Awaited<ReturnType<typeof startEmbedded>>;
  server: Awaited<ReturnType<typeof startUnderTest>>;
}

/** Creates until told to stop; what was answered with 201 or 200 was acknowledged. Whatever else happens is tried again later. */
async function flood(
  port: () => number,
  token: string,
  most: number,
  acknowledged: Set<string>,
  onCount: (n: number) => void,
) {
  async function worker(): Promise<void> {
    while (acknowledged.size < most) {
      const client_id = randomUUID();
      const body = JSON.stringify({
        client_id,
        type: 'city-event',
        text: '路灯不亮',
        point: { lng: 114.405, lat: 30.405 },
      });
      const answer = await fetch(`http://127.0.0.1:${port()}/api/matters`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      }).catch(() => null);
      if (answer?.status === 201) {
        acknowledged.add(client_id);
        onCount(acknowledged.size);
      } else await sleep(20);
    }
  }
  await Promise.all(Array.from({ length: 8 }, worker));
}

async function missingOrDoubled(url: string, acknowledged: Set<string>) {
  const db = openDatabase(url, { poolSize: 1 });
  const { rows } = await sql<{ client_id: string; matters: number; events: number; tasks: number }>`
    select client_id, count(*) as matters,
      sum((select count(*) from event e where e.subject = m.id and e.kind = 'matter.opened')) as events,
      sum((select count(*) from task t where t.subject = m.id and t.closed_at is null)) as tasks
    from matter m group by client_id`.execute(db);
  await db.destroy();
  const found = new Map(rows.map((row) => [row.client_id, row]));
  return {
    missing: [...acknowledged].filter((id) => !found.has(id)),
    odd: rows.filter(
      (row) => Number(row.matters) !== 1 || Number(row.events) !== 1 || Number(row.tasks) !== 1,
    ),
  };
}

/** A thousand creates on one city and server; `disturb` is told the count after each. Then nothing may be missing or doubled. */
async function surviving(disturb: (n: number, world: World) => void): Promise<void> {
  const { database, token, end } = await city();
  const world: World = { database, server: await startUnderTest(database.url) };
  const acknowledged = new Set<string>();
  await flood(
    () => world.server.port,
    token,
    1000,
    acknowledged,
    (n) => disturb(n, world),
  );
  const { missing, odd } = await missingOrDoubled(database.url, acknowledged);
  await world.server.stop();
  await end();
  assert.deepEqual(missing, []);
  assert.deepEqual(odd, []);
}

test('the server is killed amid a thousand creates: every acknowledged matter is there, once, with its event and task', async () => {
  let kills = 0;
  await surviving((n, world) => {
    if ((n !== 300 && n !== 650) || kills === 2) return;
    kills += 1;
    void world.server.kill().then(async () => {
      world.server = await startUnderTest(world.database.url);
    });
  });
  assert.equal(kills, 2);
});

test('PostgreSQL is killed amid a thousand creates: it is started again and nothing acknowledged is lost', async () => {
  let kills = 0;
  await surviving((n, world) => {
    if (n < 400 || kills > 0) return;
    kills += 1;
    process.kill(world.database.pid(), 'SIGKILL');
  });
  assert.equal(kills, 1);
});
