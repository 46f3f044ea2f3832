import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../../platform/access.ts';
import { record } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { run } from '../../platform/runtime.ts';
import { bearer, samplePlace, sampleResident, sampleStaff, tokenFor } from '../account/sample.ts';

const program = await testProgram(await emptyTemplate());
const { http, runtime, clock } = program;
const place = await samplePlace(runtime);
const reader = await sampleStaff(runtime, 'reader', [{ role: 'community_staff', unitId: place.eastUnit }]);
const auditor = await sampleStaff(runtime, 'auditor1', [{ role: 'audit_admin' }]);
const resident = await sampleResident(runtime, '13900000001');
await tokenFor(runtime, resident, 'resident');
const headers = bearer(await tokenFor(runtime, auditor));
const get = async (url: string) => {
  const answer = await http.inject({ method: 'GET', url, headers });
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json();
};

/** What `resident` tells of a look. */
async function look(person: string, area: string, purpose = '核实情况'): Promise<void> {
  await run(runtime, { ...SYSTEM, id: reader }, async (ctx) => {
    record(ctx, {
      subjectKind: 'resident_look',
      subject: uuidv7(ctx.now),
      kind: 'person.looked',
      audience: 'staff',
      scopes: [reader],
      data: { person, items: ['phone'], purpose, area },
      prevHash: null,
    });
  });
}
const [one, other] = [uuidv7(new Date()), uuidv7(new Date())];

test('looks, sign-ins and rights are found by who, whom, where, what and when, page by page; residents’ sign-ins are not there', async () => {
  for (let i = 0; i < 7; i++) {
    clock.advance(60_000);
    await look(i % 2 ? one : other, i % 2 ? place.east : place.west);
  }
  const wrong = { username: 'reader', password: 'not the password' };
  await http.inject({ method: 'POST', url: '/api/session', payload: wrong });
  const invented = bearer(`hyk_${'x'.repeat(43)}`);
  assert.equal((await http.inject({ method: 'GET', url: '/api/units', headers: invented })).statusCode, 401);
  await program.settle();
  const all = await get('/api/audit/entries?limit=200');
  assert.ok(!JSON.stringify(all).includes(resident));
  const refused = all.items.find(({ what }: { what: string }) => what === '登录失败');
  assert.deepEqual([refused.actor_name, refused.subject_name], ['未登录', 'reader 同志']);
  const knocked = all.items.find(({ what }: { what: string }) => what === '接口凭证被拒');
  assert.deepEqual([knocked.actor_name, knocked.subject_name], ['未登录', null]);
  assert.equal(knocked.detail, '地址：127.0.0.1；原因：凭证不正确');
  const looks = await get('/api/audit/entries?category=look&limit=3');
  assert.equal(looks.items.length, 3);
  assert.equal(looks.items[0].detail, '用途：核实情况；项目：phone');
  assert.equal(looks.items[0].actor_name, 'reader 同志');
  const rest = await get(
    `/api/audit/entries?category=look&limit=200&cursor=${encodeURIComponent(looks.next)}`,
  );
  assert.equal(rest.items.length, 4);
  assert.equal(new Set([...looks.items, ...rest.items].map((each: { id: string }) => each.id)).size, 7);
  const of = async (filter: string) => (await get(`/api/audit/entries?limit=200&${filter}`)).items.length;
  assert.equal(await of(`subject=${one}`), 3);
  assert.equal(await of(`category=look&area=${place.east}`), 3);
  assert.equal(await of(`category=look&area=${place.city}`), 7);
  assert.equal(await of(`category=sign_in&subject=${reader}`), 1);
  assert.equal(await of(`actor=${reader}&from=2026-03-02T01:02:30Z&to=2026-03-02T01:04:30Z`), 2);
  assert.ok((await of('category=right')) >= 4);
  const bad = await http.inject({ method: 'GET', url: '/api/audit/entries?cursor=x', headers });
  assert.equal(bad.statusCode, 422);
});

test('reading outside one’s area raises an alert once, which the auditor closes with a note; later reading begins anew', async () => {
  const open = async () => (await get('/api/audit/alerts?state=open')).items;
  const [alert, ...more] = await open();
  assert.deepEqual([alert.kind, alert.n, alert.actor, more.length], ['outside', 4, reader, 0]);
  const close = (version: number, note: string) =>
    http.inject({
      method: 'POST',
      url: `/api/audit/alerts/${alert.id}/close`,
      headers,
      payload: { version, note },
    });
  assert.equal((await close(alert.version + 1, '已核实')).json().code, 'changed_meanwhile');
  const closed = await close(alert.version, ' 已核实，为跨社区走访 ');
  assert.equal(closed.statusCode, 200, closed.body);
  assert.deepEqual([closed.json().state, closed.json().note], ['closed', '已核实，为跨社区走访']);
  assert.equal((await close(alert.version, '再来')).json().code, 'not_now');
  clock.advance(60_000);
  await look(other, place.west);
  await program.settle();
  assert.deepEqual(await open(), []);
  for (let i = 0; i < 2; i++) await look(other, place.west);
  await program.settle();
  assert.equal((await open())[0].n, 3);
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from message where template = 'audit-raised'`.execute(runtime.db);
  assert.equal(rows[0]!.n, 0, 'without templates of a pack nobody is told; with them the demo city is');
});

test('looks at night and many at once are unusual by the rules of the pack', async () => {
  clock.set(new Date('2026-03-02T15:00:00Z'));
  for (let i = 0; i < 30; i++) await look(one, place.east);
  await program.settle();
  const open = (await get('/api/audit/alerts?state=open')).items.map((each: { kind: string }) => each.kind);
  assert.deepEqual(open.sort(), ['many', 'night', 'outside']);
});

test('followed again from the beginning, the log gives the same entries and no alert twice', async () => {
  const state = async () => {
    const { rows } = await sql<{ e: number; a: number; g: number }>`
      select (select count(*)::int from audit_entry) as e, (select count(*)::int from audit_area) as a,
        (select count(*)::int from audit_alert) as g`.execute(owner);
    return rows[0];
  };
  const { openDatabase } = await import('../../platform/database/open.ts');
  const owner = openDatabase(program.ownerUrl, { poolSize: 1 });
  const before = await state();
  await sql`update subscriber set xid = '0', seq = 0 where name = 'audit.entries'`.execute(owner);
  await program.settle();
  assert.deepEqual(await state(), before);
  await owner.destroy();
});

test('the state of the chain is there before anything is chained', async () => {
  assert.deepEqual(await get('/api/audit/chain'), { batch: null, round_at: null, next: 1, faults: [] });
});

test('the auditor sets when reading is unusual, the one after sees it at once; a night without hours and a stale change are refused', async () => {
  const put = (payload: object) => http.inject({ method: 'PUT', url: '/api/audit/policy', headers, payload });
  const now = await get('/api/audit/policy');
  assert.deepEqual([now.version, now.rules.length], [0, 4]);
  const night = now.rules.findIndex(({ kind }: { kind: string }) => kind === 'night');
  const none = structuredClone(now);
  none.rules[night].to = none.rules[night].from;
  const refused = await put(none);
  assert.deepEqual(
    [refused.statusCode, refused.json().fields.map(({ path }: { path: string }) => path)],
    [422, [`rules.${night}.to`]],
  );
  const twice = { ...now, rules: [now.rules[0], now.rules[0]] };
  assert.equal((await put(twice)).json().fields[0].code, 'code_twice');
  now.rules[night].count = 1;
  const changed = await put(now);
  assert.deepEqual([changed.statusCode, changed.json().version], [200, 1], changed.body);
  assert.equal((await put(now)).json().code, 'changed_meanwhile');
  assert.equal((await get('/api/audit/policy')).rules[night].count, 1);
  await program.settle();
  const told = await get('/api/audit/entries?category=config');
  assert.deepEqual([told.items[0].what, told.items[0].actor], ['审计预警规则变更', auditor]);
});
