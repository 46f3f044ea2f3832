import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../../platform/access.ts';
import { multipart, samplePhoto } from '../../platform/files/sample.ts';
import { run } from '../../platform/runtime.ts';
import { bearer, tokenFor } from '../account/sample.ts';
import { type Ask, askingCity } from '../matter/asking.sample.ts';
import { type Party, readParties } from './row.ts';
import { awaited } from './rules.ts';
import { SPOT, sampleWhistle } from './sample.ts';

const program = await testProgram(await emptyTemplate());
const city = await askingCity(program);
const DEPARTMENTS = ['water', 'power', 'property'] as const;
type Department = (typeof DEPARTMENTS)[number];
const units = new Map(
  await Promise.all(DEPARTMENTS.map(async (name) => [name, await city.unitOf(name)] as const)),
);

async function photo(name: Department): Promise<string> {
  const { payload, headers } = multipart(await samplePhoto({ width: 32, height: 32 }));
  const token = bearer(await tokenFor(program.runtime, city.people[name], 'staff'));
  const request = { method: 'POST' as const, url: '/api/files', payload, headers: { ...headers, ...token } };
  return (await program.http.inject(request)).json().id;
}

/** One random step by anybody; what is refused changes nothing. */
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ what: fc.constant('sign' as const), who: fc.constantFrom(...DEPARTMENTS) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ what: fc.constant('feedback' as const), who: fc.constantFrom(...DEPARTMENTS) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant('release' as const), who: fc.constantFrom(...DEPARTMENTS) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant('add' as const), who: fc.constantFrom(...DEPARTMENTS) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant('excuse' as const), who: fc.constant('water' as const) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ what: fc.constant('close' as const), who: fc.constant('water' as const) }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function take(id: string, { what, who }: Step): Promise<number> {
  const reason = '现场情况有变';
  const forms: Record<Step['what'], () => Promise<[Ask, object]>> = {
    sign: async () => [city[who], { place: SPOT, files: [await photo(who)] }],
    feedback: async () => [city[who], { result: '已处置完毕' }],
    release: async () => [city.street, { leaving: units.get(who), reason }],
    add: async () => [city.street, { unit: units.get(who), role: 'co', reason }],
    excuse: async () => [city.street, { reason }],
    close: async () => [city.water, { summary: '联合办结' }],
  };
  const [voice, form] = await forms[what]();
  const { status } = await city.perform(voice, id, what, form);
  assert.ok(status === 200 || [403, 404, 409, 422].includes(status), `${who} ${what}: ${status}`);
  return status;
}

interface Now {
  state: string;
  parties: Party[];
  open: string[];
}

const look = (id: string): Promise<Now> =>
  run(program.runtime, SYSTEM, async (ctx) => {
    const { rows } = await sql<{ state: string }>`select state from matter where id = ${id}::uuid`.execute(
      ctx.db,
    );
    const tasks = await sql<{ unit_id: string }>`
      select unit_id from task where subject = ${id}::uuid and closed_at is null and role in ('main', 'co')`.execute(
      ctx.db,
    );
    return {
      state: rows[0]!.state,
      parties: await readParties(ctx.db, id),
      open: tasks.rows.map(({ unit_id }) => unit_id).sort(),
    };
  });

/** What holds at every moment: who is awaited has an open task and nobody else, each unit has one part that counts. */
function assertAccounted({ state, parties, open }: Now): void {
  const waiting = parties.filter((party) => awaited(party.state)).map(({ unit_id }) => unit_id);
  assert.deepEqual(waiting.sort(), open, `awaited and tasks differ in ${state}`);
  const counting = parties.filter((party) => !['released', 'replaced'].includes(party.state));
  assert.equal(new Set(counting.map(({ unit_id }) => unit_id)).size, counting.length, 'a unit counts twice');
  if (state !== 'handling') assert.deepEqual(waiting, [], `${state} although somebody is awaited`);
}

test('any order of sign-ins, results and releases ends with one outcome for each department, and closes only when all are accounted for', async () => {
  let closed = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 12, maxLength: 30, size: 'max' }), async (steps) => {
      const { body } = await sampleWhistle(city, city.grid);
      for (const each of steps) {
        const before = await look(body.id);
        const status = await take(body.id, each);
        const after = await look(body.id);
        assertAccounted(after);
        if (status !== 200) assert.deepEqual(after, before, `a refused ${each.what} changed something`);
      }
      const end = await look(body.id);
      if (end.state !== 'closed') return;
      closed += 1;
      for (const { state } of end.parties)
        assert.ok(['answered', 'excused', 'released'].includes(state), `closed with a department ${state}`);
    }),
    { numRuns: 15, seed: 20261122, endOnFailure: true },
  );
  assert.ok(closed > 0, 'no walk closed a whistle');
});
