import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { emptyTemplate, TEST_KEY, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../../platform/access.ts';
import { openDatabase } from '../../platform/database/open.ts';
import { record } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { run } from '../../platform/runtime.ts';
import { chainAll, hashOf, lostEnds, proveBatches } from './chain.ts';
import { chainTimer, walkTimer } from './jobs.chain.ts';
import { type Fault, wordsOf } from './rules.chain.ts';

const program = await testProgram(await emptyTemplate());
const { runtime } = program;
/** Whoever owns the database can do what the application cannot. */
const owner = openDatabase(program.ownerUrl, { poolSize: 1 });
const dataDir = await mkdtemp(join(tmpdir(), 'huying-audit-'));
after(async () => {
  await owner.destroy();
  await rm(dataDir, { recursive: true, force: true });
});

/** Says so many things, and waits until no transaction of the cluster hides them: what may still come before is not chained. */
async function say(n: number): Promise<void> {
  await run(runtime, SYSTEM, async (ctx) => {
    for (let i = 0; i < n; i++)
      record(ctx, {
        subjectKind: 'x',
        subject: uuidv7(ctx.now),
        kind: 'test.said',
        audience: 'staff',
        scopes: [SYSTEM.id],
        data: { i, words: '街道“二”\u2028', n: 1.5, deep: { b: [1, null], a: true } },
        prevHash: null,
      });
  });
  await program.settle();
}
const faults = async () => (await proveBatches(runtime.db, 1, 100)).faults.map(wordsOf);
const middle = async () => {
  const { rows } = await sql<{ seq: number }>`select seq from event order by seq offset 700 limit 1`.execute(
    owner,
  );
  return rows[0]!.seq;
};
/** Does harm to the log as the owner of the database, looks, and undoes it. */
async function harmed(statement: string): Promise<string[]> {
  await sql`create table kept_event as table event`.execute(owner);
  await sql`create table kept_batch as table audit_batch`.execute(owner);
  await sql.raw(statement).execute(owner);
  const found = await faults();
  await sql`truncate event, audit_batch`.execute(owner);
  await sql`insert into event overriding system value select * from kept_event`.execute(owner);
  await sql`insert into audit_batch select * from kept_batch`.execute(owner);
  await sql`drop table kept_event, kept_batch`.execute(owner);
  assert.deepEqual(await faults(), []);
  return found;
}

test('every event of the log is chained once, in batches that follow each other', async () => {
  await say(1500);
  await chainAll(runtime);
  await say(3);
  await chainTimer.tick(runtime);
  await chainTimer.tick(runtime);
  const { rows } = await sql<{ number: number; count: number; total: number }>`
    select number, count, total from audit_batch order by number`.execute(runtime.db);
  const { rows: all } = await sql<{ n: number }>`select count(*)::int as n from event`.execute(runtime.db);
  assert.deepEqual(
    rows.map((row) => row.number),
    [1, 2, 3],
  );
  assert.equal(rows.at(-1)!.total, all[0]!.n);
  assert.deepEqual(await faults(), []);
});

test('two programs that chain at once make one chain', async () => {
  await say(20);
  await Promise.all([chainAll(runtime), chainAll(runtime), chainAll(runtime)]);
  await chainAll(runtime);
  assert.deepEqual(await faults(), []);
});

test('an event that was changed, in whichever column, taken away or put in is named', async () => {
  const seq = await middle();
  const named = (word: string) => [`第 1 批：事件 ${seq} ${word}`];
  for (const change of [
    `data = data || '{"i": -1}'`,
    `actor = gen_random_uuid()`,
    `subject = gen_random_uuid()`,
    `subject_kind = 'y'`,
    `kind = 'test.unsaid'`,
    `at = at + interval '1 microsecond'`,
    `scopes = '{}'`,
    `audience = 'public'`,
    `hash = '\\x00'`,
    `prev_hash = '\\x00'`,
  ])
    assert.deepEqual(
      await harmed(`update event set ${change} where seq = ${seq}`),
      named('内容被改动'),
      change,
    );
  assert.deepEqual(await harmed(`delete from event where seq = ${seq}`), named('被删除'));
  assert.deepEqual(
    await harmed(`insert into event (seq, xid, subject_kind, subject, kind, actor, at, audience, scopes, data, hash)
      overriding system value select 900001, xid, subject_kind, subject, kind, actor, at, audience, scopes, data, hash from event where seq = ${seq}`),
    // Its number puts it behind all others of its transaction.
    ['第 3 批：事件 900001 是后来插入的'],
  );
  assert.deepEqual(await harmed(`update event set xid = '1' where seq = ${seq + 700}`), [
    `第 1 批：事件 ${seq + 700} 是后来插入的`,
    `第 2 批：事件 ${seq + 700} 被删除`,
  ]);
});

test('two events that changed places, and a batch put back from elsewhere in the chain, are found', async () => {
  const seq = await middle();
  // What they say changes places, their numbers stay.
  assert.deepEqual(
    await harmed(`update event e set subject = o.subject, data = o.data, hash = o.hash from event o
      where e.seq in (${seq}, ${seq + 1}) and o.seq = ${2 * seq + 1} - e.seq`),
    [`第 1 批：事件 ${seq} 内容被改动`, `第 1 批：事件 ${seq + 1} 内容被改动`],
  );
  assert.deepEqual(
    await harmed(`with older as (select * from audit_batch where number = 1)
      update audit_batch b set leaves = o.leaves, hash = o.hash, count = o.count, total = o.total, from_xid = o.from_xid, from_seq = o.from_seq,
        to_xid = o.to_xid, to_seq = o.to_seq from older o where b.number = 2`),
    ['第 2 批的记录被改动', '第 3 批的记录被改动'],
  );
  assert.deepEqual(await harmed('delete from audit_batch where number = 1'), ['第 1 批缺失']);
});

test('of a log cut off at its end the followers know; when they are put back too, only a hash kept outside', async () => {
  await program.settle();
  await chainAll(runtime);
  const { rows } = await sql<{ number: number; from_seq: number }>`
    select number, from_seq from audit_batch order by number desc limit 1`.execute(owner);
  const { number, from_seq } = rows[0]!;
  const kept = await hashOf(runtime.db, number);
  assert.deepEqual(await lostEnds(runtime.db), []);
  await sql`create table kept_event as table event`.execute(owner);
  await sql`create table kept_batch as table audit_batch`.execute(owner);
  await sql`create table kept_subscriber as table subscriber`.execute(owner);
  // The newest batch alone is made again just as it was, for its events are there.
  await sql`delete from audit_batch where number = ${number}`.execute(owner);
  await chainAll(runtime);
  assert.equal(await hashOf(runtime.db, number), kept);
  await sql`delete from audit_batch where number = ${number}`.execute(owner);
  await sql`delete from event where seq > ${from_seq}`.execute(owner);
  await sql`update subscriber set seq = seq - 1 where name = (select min(name) from subscriber)`.execute(
    owner,
  );
  assert.deepEqual(await faults(), []);
  const lost = (await lostEnds(runtime.db)).map(wordsOf);
  assert.equal(lost.length, 1, 'one cut is one fault, wherever its followers stood');
  assert.match(lost[0]!, /日志的末尾被截断/);
  const cut = await admin();
  assert.equal(cut.code, 1);
  assert.match(cut.out, /日志的末尾被截断/);
  // The walk of the program stands behind the batch that is gone.
  assert.deepEqual((await proveBatches(runtime.db, number + 1, 20)).faults.map(wordsOf), [
    `第 ${number} 批缺失`,
  ]);
  await sql`update subscriber set xid = '0', seq = 0`.execute(owner);
  assert.equal((await admin()).code, 0, 'nothing in the database says so any more');
  const anchored = await admin('--anchor', `${number}:${kept}`);
  assert.equal(anchored.code, 1);
  assert.match(anchored.out, new RegExp(`第 ${number} 批与外部留存的哈希不符`));
  await sql`truncate event, audit_batch, subscriber`.execute(owner);
  await sql`insert into event overriding system value select * from kept_event`.execute(owner);
  await sql`insert into audit_batch select * from kept_batch`.execute(owner);
  await sql`insert into subscriber select * from kept_subscriber`.execute(owner);
  await sql`drop table kept_event, kept_batch, kept_subscriber`.execute(owner);
  assert.deepEqual(await faults(), []);
});

test('whoever changes the batch with its event is found by the batch, and who makes it anew by a hash kept outside', async () => {
  assert.deepEqual(
    await harmed(
      `update audit_batch set leaves = leaves || '\\x00'::bytea, count = count + 1 where number = 2`,
    ),
    ['第 2 批的记录被改动'],
  );
  assert.deepEqual(await harmed(`update audit_batch set hash = sha256('x') where number = 1`), [
    '第 1 批的记录被改动',
    '第 2 批的记录被改动',
  ]);
  assert.deepEqual(await harmed('delete from audit_batch where number = 2'), ['第 2 批缺失']);
  const kept = await hashOf(runtime.db, 2);
  const honest = await admin('--anchor', `2:${kept}`);
  assert.equal(honest.code, 0, honest.err);
  assert.match(honest.out, /全部一致。最新一批：\d+:[0-9a-f]{64}/);
  // A forger with all rights chains the changed log anew: in itself it is without fault.
  await sql`update event set actor = gen_random_uuid() where seq = ${await middle()}`.execute(owner);
  await sql`truncate audit_batch`.execute(owner);
  await chainAll(runtime);
  assert.deepEqual(await faults(), []);
  const forged = await admin('--anchor', `2:${kept}`);
  assert.equal(forged.code, 1);
  assert.match(forged.out, /第 2 批与外部留存的哈希不符/);
});

test('the application itself can neither change nor remove what was said or chained', async () => {
  for (const statement of [
    'update event set actor = actor',
    'delete from event',
    'truncate event',
    'update audit_batch set hash = hash',
    'delete from audit_batch',
    'truncate audit_batch',
  ])
    await assert.rejects(sql.raw(statement).execute(runtime.db), /permission denied/, statement);
});

test('the program proves the chain by itself, and keeps what it found', async () => {
  const seq = await middle();
  await sql`update event set data = '{}' where seq = ${seq}`.execute(owner);
  await walkTimer.tick(runtime);
  await walkTimer.tick(runtime);
  const { rows } = await sql<{
    faults: object[];
    round_at: Date | null;
  }>`select faults, round_at from audit_walk`.execute(runtime.db);
  assert.deepEqual(rows[0]!.faults, [{ batch: 1, kind: 'changed', seq }]);
  assert.ok(rows[0]!.round_at);
  const found = await admin();
  assert.equal(found.code, 1);
  assert.match(found.out, new RegExp(`第 1 批：事件 ${seq} 内容被改动`));
});

test('a cut is told once, by its furthest follower, whoever moves on; one that reaches further is told too', async () => {
  const cuts = async () => {
    await walkTimer.tick(runtime);
    const { rows } = await sql<{ faults: Fault[] }>`select faults from audit_walk`.execute(runtime.db);
    return rows[0]!.faults.flatMap(({ kind, seq }) => (kind === 'cut' ? seq : []));
  };
  // Followers that have read what is there no more; the nearest is one that follows no more.
  await sql`insert into subscriber (name, xid, seq) values ('dead', '3', 900010), ('near', '3', 900020), ('far', '3', 900030)`.execute(
    owner,
  );
  assert.deepEqual(await cuts(), [900030]);
  await sql`delete from subscriber where name = 'far'`.execute(owner);
  assert.deepEqual(await cuts(), [900030], 'the same cut, seen from nearer');
  await sql`update subscriber set seq = 900040 where name = 'near'`.execute(owner);
  assert.deepEqual(
    await cuts(),
    [900030, 900040],
    'a later cut, for all that the dead one stands where it stood',
  );
});

function admin(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const file = fileURLToPath(new URL('../../../bin/admin.ts', import.meta.url));
  const env = { ...process.env, DATABASE_URL: program.ownerUrl, HUYING_DATA: dataDir, HUYING_KEY: TEST_KEY };
  return new Promise((done) =>
    execFile(process.execPath, [file, 'audit', 'verify', ...args], { env }, (error, out, err) =>
      done({ code: Number(error?.code ?? 0), out, err }),
    ),
  );
}
