import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { areaCases } from './neighbour.cases.area.ts';
import { careCases } from './neighbour.cases.care.ts';
import { clockCases } from './neighbour.cases.clocks.ts';
import { configCases } from './neighbour.cases.config.ts';
import { dictionaryCases } from './neighbour.cases.dictionary.ts';
import { disputeCases } from './neighbour.cases.dispute.ts';
import { dutyCases } from './neighbour.cases.duty.ts';
import { erasureCases } from './neighbour.cases.erasure.ts';
import { findingCases } from './neighbour.cases.finding.ts';
import { formCases } from './neighbour.cases.form.ts';
import { guardCases } from './neighbour.cases.guard.ts';
import { housingCases } from './neighbour.cases.housing.ts';
import { insightCases } from './neighbour.cases.insight.ts';
import { judgementCases } from './neighbour.cases.judgement.ts';
import { leaveCases } from './neighbour.cases.leave.ts';
import { ledgerCases } from './neighbour.cases.ledger.ts';
import { matterCases } from './neighbour.cases.matter.ts';
import { officeCases } from './neighbour.cases.office.ts';
import { ownCases } from './neighbour.cases.own.ts';
import { patrolCases } from './neighbour.cases.patrol.ts';
import { placeCases } from './neighbour.cases.place.ts';
import { projectCases } from './neighbour.cases.project.ts';
import { registrationCases } from './neighbour.cases.registration.ts';
import { residentCases } from './neighbour.cases.resident.ts';
import { routingCases } from './neighbour.cases.routing.ts';
import { segmentCases } from './neighbour.cases.segment.ts';
import { sheetCases } from './neighbour.cases.sheet.ts';
import { similarCases } from './neighbour.cases.similar.ts';
import { admissionCases, teamCases } from './neighbour.cases.team.ts';
import type { Case } from './neighbour.cases.ts';
import { whistleCases } from './neighbour.cases.whistle.ts';
import { type Call, openStage } from './neighbour.city.ts';

const CASES = {
  ...matterCases,
  ...ownCases,
  ...officeCases,
  ...areaCases,
  ...routingCases,
  ...configCases,
  ...judgementCases,
  ...dictionaryCases,
  ...disputeCases,
  ...patrolCases,
  ...placeCases,
  ...residentCases,
  ...registrationCases,
  ...erasureCases,
  ...housingCases,
  ...projectCases,
  ...dutyCases,
  ...admissionCases,
  ...teamCases,
  ...whistleCases,
  ...sheetCases,
  ...similarCases,
  ...clockCases,
  ...careCases,
  ...leaveCases,
  ...findingCases,
  ...formCases,
  ...ledgerCases,
  ...segmentCases,
  ...insightCases,
  ...guardCases,
};
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

const stage = await openStage();

async function succeeds(name: string, call: Call) {
  const answer = await stage.ask(name, call);
  assert.ok(
    answer.status >= 200 && answer.status < 300,
    `${name} ${call.url}: ${answer.status} ${answer.text}`,
  );
  return answer;
}

/** Refused, and in the very words that are used for a row that never was. */
async function refused(name: string, call: Call, status: 403 | 404): Promise<void> {
  const { status: got, text, body } = await stage.ask(name, call);
  assert.equal(got, status, `${name} ${call.method ?? 'GET'} ${call.url}: ${text}`);
  if (status === 403) return;
  const absent = await stage.ask(name, { ...call, url: call.url.replaceAll(UUID, () => randomUUID()) });
  assert.deepEqual([body.code, body.detail], [absent.body.code, absent.body.detail]);
}

async function prove(each: Case): Promise<void> {
  // Of what is made in one moment of a clock that stands, chance says which comes first in a list, and which falls off its page.
  stage.program.clock.advance(1);
  if (each.kind === 'nobody') return assert.ok(each.why.length > 10);
  if (each.kind === 'own') return each.prove(stage);
  if (each.kind === 'row') {
    const first = await each.make(stage);
    for (const name of each.owners) await succeeds(name, first);
    for (const name of each.neighbours) await refused(name, first, each.refused ?? 404);
    // Once more the other way round: what the neighbours were refused was there, and they left no trace on it.
    const second = await each.make(stage);
    for (const name of each.neighbours) await refused(name, second, each.refused ?? 404);
    await succeeds(each.owners[0]!, second);
    return;
  }
  if (each.kind === 'list') {
    const { call, shows } = await each.make(stage);
    for (const name of each.owners) {
      const answer = await succeeds(name, call);
      assert.ok(
        shows(answer.body, answer),
        `${name} does not see the own row in ${call.url}: ${answer.text.slice(0, 300)}`,
      );
    }
    for (const name of each.neighbours) {
      const answer = await succeeds(name, call);
      assert.ok(!shows(answer.body, answer), `${name} sees somebody else's row in ${call.url}`);
    }
    return;
  }
  const counted = async (names: string[]) =>
    Promise.all(names.map(async (name) => each.count((await succeeds(name, each.call(stage))).body)));
  const [mine, theirs] = [await counted(each.owners), await counted(each.neighbours)];
  await each.more(stage);
  await stage.program.settle();
  assert.deepEqual(await counted(each.neighbours), theirs, `neighbours ${each.neighbours}`);
  const now = await counted(each.owners);
  for (const [i, name] of each.owners.entries())
    assert.ok(now[i]! > mine[i]!, `${name} is not told of one more`);
}

test('every route says whose rows it gives out: none is forgotten, none is gone', () => {
  const routes = stage.program.http.routeList.map(({ method, url }) => `${method} ${url}`);
  const forgotten = routes.filter((route) => !CASES[route]?.length);
  assert.deepEqual(forgotten, [], 'routes without a case in neighbour.cases.*.ts');
  assert.deepEqual(
    Object.keys(CASES).filter((route) => !routes.includes(route)),
    [],
    'cases without a route',
  );
});

test('a route that names a row is not excused as having rows of nobody', () => {
  const rows = stage.program.http.routeList.filter(
    ({ url, access }) => /:id|:relation/.test(url) && access !== 'public',
  );
  const excused = rows.filter(({ method, url }) =>
    CASES[`${method} ${url}`]?.some((each) => each.kind === 'nobody'),
  );
  assert.deepEqual(
    excused.map(({ method, url }) => `${method} ${url}`),
    [],
  );
});

for (const [route, cases] of Object.entries(CASES))
  for (const [i, each] of cases.entries())
    if (each.kind !== 'nobody')
      test(`${route}${cases.length > 1 ? ` (${i + 1})` : ''}: the owner succeeds, the neighbour finds nothing`, () =>
        prove(each));
