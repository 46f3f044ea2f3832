import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { waiting } from '../../../../test/held.ts';
import { type Body, testTown } from '../../../../test/town.ts';
import { SYSTEM } from '../../../platform/access.ts';
import { run } from '../../../platform/runtime.ts';
import { bearer, sampleStaff, tokenFor } from '../../account/sample.ts';
import { receive } from '../../resident/index.ts';
import { exportJob } from '../table/export.ts';
import { recompute } from './compute.ts';

const { program, runtime, place, work, ...town } = await testTown();
// Looks over the whole city, and besides works in the eastern community.
const both = bearer(
  await tokenFor(
    runtime,
    await sampleStaff(runtime, 'both6', [
      { role: 'city_staff', areaId: place.city, unitId: place.centre },
      { role: 'community_staff', areaId: place.east, unitId: place.eastUnit },
    ]),
  ),
);
const ask = (method: 'GET' | 'POST', url: string, payload?: object) => town.ask(both, method, url, payload);

const [near, far] = await run(runtime, SYSTEM, async (ctx) =>
  (
    await receive(ctx, 'police', [
      { values: { name: '东边人' }, sourceKey: 'e', area: place.east },
      { values: { name: '西边人' }, sourceKey: 'w', area: place.west },
    ])
  ).map(({ person }) => person),
);

test('who unmasks in one community asks no masked item of the whole city', async () => {
  const rule = encodeURIComponent('person.name.startsWith("西")');
  assert.equal((await ask('GET', `/api/ledger/count?rule=${rule}`)).status, 422);
  assert.equal((await ask('GET', '/api/ledger/count')).body.rows, 2);
});

test('who edits in one community tags nobody of another, and exports nobody either', async () => {
  await ask('POST', '/api/tags', { code: 'reach', name: '试试' });
  const tagged = await ask('POST', '/api/tags/reach/people', { add: [near, far] });
  assert.deepEqual([tagged.status, tagged.body.added], [200, 1]);
  const { status, body } = await ask('POST', '/api/ledger/exports', { name: '全部', columns: ['name'] });
  assert.equal(status, 201, JSON.stringify(body));
  await work(exportJob);
  const { rows } = await run(runtime, SYSTEM, ({ db }) =>
    sql<{ data: Body }>`select data from event where kind = 'export.made'`.execute(db),
  );
  assert.equal(rows[0]?.data.rows, 1);
});

test('what changes while a segment is being computed is in it afterwards, though the computation began before', async () => {
  const id = randomUUID();
  const rule = 'person.education == "70"';
  assert.equal((await ask('POST', '/api/segments', { client_id: id, name: '高中', rule })).status, 201);
  const [computed, holding] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let computing: Promise<void> | undefined;
  await run(runtime, SYSTEM, async (change) => {
    await receive(change, 'police', [
      { values: { name: '东边人', education: '70' }, sourceKey: 'e', area: place.east },
    ]);
    computing = run(runtime, SYSTEM, async (ctx) => {
      await recompute(ctx, id);
      computed.resolve();
      await holding.promise;
    });
    await computed.promise;
  });
  // The follower is told to try again once it has waited for the computation.
  const settling = program.settle().catch(() => undefined);
  await waiting(program, 1);
  holding.resolve();
  await Promise.all([computing, settling]);
  await program.settle();
  const { rows } = await run(runtime, SYSTEM, ({ db }) =>
    sql<Body>`select s.state, m.person_id from ledger_segment s join ledger_member m on m.segment_id = s.id where s.id = ${id}::uuid`.execute(
      db,
    ),
  );
  assert.deepEqual(rows, [{ state: 'fresh', person_id: near }]);
});
