import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { type Body, testTown, type Who } from '../../../../test/town.ts';
import { SYSTEM } from '../../../platform/access.ts';
import { dayOf } from '../../../platform/day.ts';
import { ruleLanguage } from '../../../platform/rules.ts';
import { run } from '../../../platform/runtime.ts';
import { bearer, sampleResident, tokenFor } from '../../account/sample.ts';
import { dictionaries } from '../../dictionary/index.ts';
import { changePerson } from '../../resident/index.ts';
import { allOf, nextOf } from '../asked.ts';
import { compileRule, problemOf } from './compile.ts';
import { peopleAsked } from './compute.ts';
import { factsOf, schemaOf } from './facts.ts';
import { computeStale } from './jobs.ts';

const town = await testTown();
const { program, runtime, place, ids, staff, ask, person, rows: kept } = town;
const east = await staff('east2', 'community_staff', place.east, place.eastUnit);
const west = await staff('west2', 'community_staff', place.west, place.westUnit);
const city = await staff('city2', 'city_staff', place.city, place.centre);

const segmentOf = async (who: Who, code: string) =>
  (await ask(who, 'GET', '/api/segments')).body.items.find((each: Body) => each.name.startsWith(code));
const born = (years: number, days = 0): string => {
  const today = new Date(`${dayOf(program.clock.now())}T00:00:00Z`);
  today.setUTCFullYear(today.getUTCFullYear() - years);
  return new Date(today.getTime() + days * 86_400_000).toISOString().slice(0, 10);
};

test('the 80岁 subsidy counts who is old enough today and has not received it, and follows every change', async () => {
  const old = await person({ birth_date: born(80) });
  await person({ birth_date: born(80, 1) });
  await person({ birth_date: born(90), old_age_subsidy: true });
  await person({ birth_date: born(85) }, { area: place.west });
  await computeStale(runtime);
  const read = () => segmentOf(east, '80 岁');
  const segment = await read();
  assert.deepEqual([segment.people, segment.state, segment.shipped], [1, 'fresh', true]);
  assert.equal((await segmentOf(city, '80 岁')).people, 2);
  await changePerson(runtime, SYSTEM, { id: old, values: { old_age_subsidy: '是' } });
  await program.settle();
  assert.equal((await read()).people, 0);
});

test('women for screening leave the segment when they are tagged, and come back when the tag is taken off', async () => {
  const her = await person({ birth_date: born(50), sex: '2' });
  await person({ birth_date: born(50), sex: '1' });
  await program.settle();
  const people = async () => (await segmentOf(east, '35')).people;
  assert.equal(await people(), 1);
  assert.equal((await ask(west, 'POST', '/api/tags/screened/people', { add: [her] })).body.added, 0);
  assert.equal((await ask(east, 'POST', '/api/tags/screened/people', { add: [her] })).body.added, 1);
  await program.settle();
  assert.equal(await people(), 0);
  await ask(east, 'POST', '/api/tags/screened/people', { remove: [her] });
  await program.settle();
  assert.equal(await people(), 1);
});

test('a segment of one’s own is tried, made, changed and ended; a neighbour’s is not there and counts nobody of another area', async () => {
  const rule = 'person.age >= 18';
  const tried = await ask(east, 'POST', '/api/segments/try', { rule });
  assert.ok(tried.body.people > 0 && tried.body.items.length === tried.body.people);
  const body = { client_id: randomUUID(), name: '成年人', rule };
  const made = await ask(east, 'POST', '/api/segments', body);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const { id } = (await ask(east, 'POST', '/api/segments', body)).body;
  await computeStale(runtime);
  assert.equal((await ask(east, 'GET', `/api/segments/${id}`)).body.people, tried.body.people);
  for (const [who, status] of [
    [west, 404],
    [city, 404],
  ] as const)
    assert.equal((await ask(who, 'GET', `/api/segments/${id}/people`)).status, status);
  await ask(east, 'PATCH', `/api/segments/${id}`, { version: 1, shared: true });
  assert.equal((await ask(city, 'GET', `/api/segments/${id}`)).body.people, tried.body.people);
  assert.equal((await ask(west, 'GET', `/api/segments/${id}`)).status, 404);
  assert.equal((await ask(city, 'PATCH', `/api/segments/${id}`, { version: 2, rule: 'true' })).status, 403);
  assert.equal((await ask(east, 'PATCH', `/api/segments/${id}`, { version: 1, rule: 'true' })).status, 409);
  assert.equal((await ask(east, 'DELETE', `/api/segments/${id}`)).status, 204);
  assert.equal((await ask(east, 'GET', `/api/segments/${id}`)).status, 404);
  assert.equal(
    (await ask(east, 'POST', '/api/segments', { ...body, client_id: randomUUID(), area: place.west })).status,
    403,
  );
});

test('what a rule cannot ask is refused in words at its field', async () => {
  for (const rule of [
    'person.age >=',
    'person.nope == "1"',
    'person.id_number == "1"',
    'person.age',
    'tags.exists(t, t == "x")',
    'person.age / 0.0 > 1.0',
    '1 == 1 ? 3 : 4',
  ]) {
    const { status, body } = await ask(east, 'POST', '/api/segments/try', { rule });
    assert.deepEqual([status, body.fields?.[0]?.path], [422, 'rule'], rule);
  }
});

test('PostgreSQL and the rule language agree on every rule for everybody', async () => {
  for (const values of [
    {},
    { birth_date: '2000-02-29', sex: '2', marital: '20' },
    { birth_date: '1944-03-02', education: '70', income: 3000, lives_alone: true },
    { birth_date: '1960-12-31', sex: '1', low_income: true, income: 0 },
    { birth_date: '1970-05-01', sex: '2', care_kind: '01', party_joined_on: '1999-07-01' },
    { birth_date: '1975-05-01', sex: '1', party_joined_on: '2001-07-01' },
  ])
    await person(values);
  const [facts, words] = [await factsOf(runtime), await dictionaries(runtime)];
  const language = ruleLanguage(schemaOf(facts));
  const today = dayOf(program.clock.now());
  const rows = await kept(
    "select id, name, sex, birth::text as birth, items, kin, state from resident_person where state in ('present', 'away')",
  );
  /** What a rule is told about a person, by JavaScript alone. */
  const told = (row: Body) => {
    const age = row.birth
      ? Number(today.slice(0, 4)) -
        Number(row.birth.slice(0, 4)) -
        (today.slice(5) < row.birth.slice(5) ? 1 : 0)
      : Number.NaN;
    const empty = { string: '', double: Number.NaN, bool: false };
    const person = Object.fromEntries(
      Object.entries(facts.person!.facts).map(([name, { type }]) => [name, row.items[name] ?? empty[type]]),
    );
    const others = Object.fromEntries(
      Object.entries(facts)
        .filter(([group]) => group !== 'person')
        .map(([group, own]) => [
          group,
          Object.fromEntries(Object.entries(own.facts).map(([name, { type }]) => [name, empty[type]])),
        ]),
    );
    return {
      ...others,
      ...{
        today,
        tags: [],
        ago: { month: '', quarter: '', half_year: '', year: '', two_years: '', three_years: '' },
      },
      person: { ...person, age, name: row.name, sex: row.sex ?? '', kin: row.kin ?? '', state: row.state },
    };
  };
  const atom = fc.oneof(
    fc
      .tuple(
        fc.constantFrom('>=', '>', '<', '<=', '==', '!='),
        fc.constantFrom('18.0', '26.0', '66.0', '81.5', '82.0'),
      )
      .map(([op, n]) => `person.age ${op} ${n}`),
    fc
      .tuple(fc.constantFrom('>=', '<', '!=', '=='), fc.constantFrom('0.0', '3000.0'))
      .map(([op, n]) => `person.income ${op} ${n}`),
    fc
      .tuple(fc.constantFrom('==', '!=', '<'), fc.constantFrom('""', '"1"', '"2"'))
      .map(([op, v]) => `person.sex ${op} ${v}`),
    fc.constantFrom(
      'person.lives_alone',
      'person.low_income',
      'person.education in ["70", "10"]',
      'person.care_kind != ""',
      'person.party_joined_on >= "2000-01-01"',
      'person.party_joined_on <= "2000-01-01"',
      'person.name.startsWith("人")',
      'person.name.contains("1")',
      'person.birth_date < today',
      '30.0 < person.age',
      'person.age + 1.0 > 82.0',
      '"screened" in tags',
    ),
  );
  const rule = fc.letrec<{ rule: string }>((tie) => ({
    rule: fc.oneof(
      { maxDepth: 3 },
      atom,
      fc
        .tuple(tie('rule'), fc.constantFrom('&&', '||'), tie('rule'))
        .map(([a, op, b]) => `(${a} ${op} ${b})`),
      tie('rule').map((a) => `!(${a})`),
      fc.tuple(tie('rule'), tie('rule'), tie('rule')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    ),
  })).rule;
  await run(runtime, SYSTEM, async (ctx) =>
    fc.assert(
      fc.asyncProperty(rule, async (source) => {
        assert.equal(problemOf(source, facts), null, source);
        const compiled = language.compile(source);
        const expected = rows
          .filter((row: Body) => compiled.test({ values: told(row) }))
          .map((row: Body) => row.id);
        const found =
          await sql<Body>`select p.id ${allOf(peopleAsked(compileRule(source, facts), today, { areas: null }))}`.execute(
            ctx.db,
          );
        assert.deepEqual(found.rows.map((row) => row.id).sort(), expected.sort(), source);
        const indexed = compileRule(source, facts, words);
        const asked = peopleAsked(indexed, today, { areas: null });
        const again = await sql<Body>`select p.id ${allOf(asked)} order by p.area_id, p.id`.execute(ctx.db);
        const ids = again.rows.map((row) => row.id);
        assert.deepEqual(ids.toSorted(), expected, `by facets: ${source}`);
        const page = await nextOf(ctx.db, asked, null, 4, { first: 3, second: 4, far: 5 });
        assert.deepEqual(
          page.map(({ id }) => id),
          ids.slice(0, 4),
          `as a page: ${source}`,
        );
      }),
      { numRuns: 150 },
    ),
  );
});

test('a segment is told, drawn, and turned into a piece for each person in its grid', async () => {
  const her = await person({ birth_date: born(70) });
  const account = await sampleResident(runtime, '13800007777');
  await kept(`update resident_person set account_id = '${account}' where id = '${her}'`);
  const made = await ask(east, 'POST', '/api/segments', {
    client_id: randomUUID(),
    name: '七十岁',
    rule: 'person.age == 70.0',
  });
  await computeStale(runtime);
  const { id } = made.body;
  const notice = { client_id: randomUUID(), title: '体检通知', body: '周六上午在社区体检' };
  assert.equal((await ask(west, 'POST', `/api/segments/${id}/notices`, notice)).status, 404);
  const told = await Promise.all([1, 2].map(() => ask(east, 'POST', `/api/segments/${id}/notices`, notice)));
  for (const { status, body } of told)
    assert.deepEqual([status, body.reached], [201, 1], JSON.stringify(body));
  await program.settle();
  const inbox = await kept(`select title, body from message where account_id = '${account}'`);
  assert.deepEqual(inbox, [{ title: '体检通知', body: '周六上午在社区体检' }]);
  assert.deepEqual((await ask(east, 'GET', `/api/segments/${id}/points`)).body, { items: [], unplaced: 1 });
  const task = {
    client_id: randomUUID(),
    line: 'civil',
    title: '上门核对',
    instructions: '核对津贴',
    areas: [place.east],
    limit: '5wd',
    fields: [],
  };
  assert.notEqual((await ask(west, 'POST', `/api/segments/${id}/tasks`, task)).status, 201);
});

test('at the turn of the day whoever is old enough now comes in by itself', async () => {
  await person({ birth_date: born(80, 1) });
  await program.settle();
  const before = (await segmentOf(east, '80 岁')).people;
  program.clock.set(new Date(program.clock.now().getTime() + 86_400_000));
  await computeStale(runtime);
  const later = bearer(await tokenFor(runtime, ids.get('east2')!));
  const { id, people } = await segmentOf(later, '80 岁');
  // This one, and the one of the first test.
  assert.equal(people, before + 2);
  const page = await ask(later, 'GET', `/api/segments/${id}/people`);
  assert.equal(page.body.items.length, people);
});
