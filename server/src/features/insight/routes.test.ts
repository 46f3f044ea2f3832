import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { loadDefaultPack, loadDemoCity } from '../../packs/index.ts';
import { bearer, tokenFor } from '../account/sample.ts';
import { ripen } from './index.ts';
import { differences } from './oracle/compare.ts';

// Mid-month, so that its table holds some weeks of the demo city's history.
const program = await testProgram(await emptyTemplate(), new Date('2026-03-25T08:00:00Z'));
const { runtime, http } = program;
await loadDefaultPack(runtime);
await loadDemoCity(program, () => {}, { residents: 60, matters: 220, photos: 0 });
await program.settle();
await ripen(runtime);

async function voice(username: string) {
  const { rows } = await sql<{ id: string }>`select id from account where username = ${username}`.execute(
    runtime.db,
  );
  const headers = bearer(await tokenFor(runtime, rows[0]!.id));
  return async (url: string) => {
    const answer = await http.inject({ method: 'GET', url, headers });
    return { status: answer.statusCode, body: answer.json() };
  };
}

// biome-ignore lint/suspicious/noExplicitAny: answers as they come.
type Body = any;

const query = (asked: Record<string, string | null | undefined>): string =>
  new URLSearchParams(
    Object.entries(asked).filter((each): each is [string, string] => Boolean(each[1])),
  ).toString();

/** Reads a list to its end and says how many stand in it, and how many of them cannot be opened. */
async function lengthOf(
  ask: Awaited<ReturnType<typeof voice>>,
  asked: Record<string, string | null | undefined>,
) {
  let [items, hidden, cursor, total, told] = [0, 0, '', -1, -1];
  do {
    const { status, body } = await ask(`/api/insight/facts?${query({ ...asked, cursor, limit: '100' })}`);
    assert.equal(status, 200, JSON.stringify(body));
    items += body.items.length;
    hidden += body.items.filter(({ matter }: Body) => matter === null).length;
    if (total < 0) [total, told] = [body.total, body.hidden];
    cursor = body.next;
  } while (cursor);
  return { items, hidden, total, told };
}

async function checkRow(
  ask: Awaited<ReturnType<typeof voice>>,
  scheme: Body,
  asked: Record<string, string>,
  row: Body,
) {
  let checked = 0;
  for (const [i, value] of row.values.entries()) {
    const { numerator, denominator, excluded } = scheme.indicators[i];
    const terms = [...numerator, ...denominator].map(({ measure }: Body) => measure);
    const numbers = [...value.numerator, ...value.denominator, value.excluded];
    for (const [j, measure] of [...terms, excluded].entries()) {
      if (j % 2 === 1 && numbers[j] > 30) continue;
      const { grain: _, ...where } = asked;
      const list = await lengthOf(ask, {
        ...where,
        measure,
        ...(row.area && { area: row.area }),
        ...(row.unit && { unit: row.unit }),
        ...(row.account && { account: row.account }),
      });
      assert.deepEqual(
        { items: list.items, total: list.total, told: list.told },
        { items: numbers[j], total: numbers[j], told: list.hidden },
        `${measure} of ${row.name} ${JSON.stringify(asked)}`,
      );
      checked += 1;
    }
  }
  return checked;
}

for (const [username, grain] of [
  ['city1', 'area'],
  ['street1', 'unit'],
  ['community1', 'person'],
  ['dept-water', 'person'],
] as const) {
  test(`every number of ${username}'s table by ${grain} opens a list of exactly so many`, async () => {
    const ask = await voice(username);
    const { items: schemes } = (await ask('/api/insight/schemes')).body;
    assert.equal(schemes.length, 3);
    let checked = 0;
    for (const scheme of schemes) {
      const asked = { scheme: scheme.code, period: 'month', grain };
      const { status, body } = await ask(`/api/insight/table?${query(asked)}`);
      assert.equal(status, 200, JSON.stringify(body));
      const busy = body.rows.filter(({ values }: Body) => values.some(({ rate }: Body) => rate !== null));
      for (const row of busy.slice(0, 2)) checked += await checkRow(ask, scheme, asked, row);
    }
    assert.ok(checked > 20, `${checked} numbers were opened`);
  });
}

test('the tables of the demo city are what a plain recount of its events gives', async () => {
  assert.deepEqual((await differences(runtime.db, program.clock.now())).slice(0, 5), []);
});

test('parts of a city add up to the city', async () => {
  const ask = await voice('city1');
  const { body } = await ask('/api/insight/table?scheme=city-management&period=quarter');
  const sum = (rows: Body[], i: number) =>
    rows.reduce((all, { values }) => all + values[i].denominator[0], 0);
  for (const i of body.total.values.keys())
    assert.equal(sum(body.rows, i), body.total.values[i].denominator[0]);
  assert.ok(body.total.values[0].denominator[0] > 50);
});

test('a grid worker sees the own numbers and nobody else’s', async () => {
  const ask = await voice('grid1');
  const { body } = await ask('/api/insight/table?scheme=service&period=quarter');
  assert.equal(body.own, true);
  assert.deepEqual(body.rows, []);
  const { rows } = await sql<{ id: string }>`select id from account where username = 'community1'`.execute(
    runtime.db,
  );
  const other = await ask(`/api/insight/facts?measure=report&account=${rows[0]!.id}`);
  assert.equal(other.status, 404);
});
