import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Decision } from './decision.ts';
import type { MatterView } from './facts.ts';
import { listActions, openMatter, performAction } from './rules.ts';
import {
  applied,
  callerActor,
  centreActor,
  holdsOf,
  propertyActor,
  type SampleActor,
  sampleMatter,
  sampleWorkflow,
  seenBy,
  start,
  systemActor,
  unitActor,
} from './sample.ts';

const file = (code: string) => new URL(`../../../../packs/default/workflows/${code}.yaml`, import.meta.url);
const load = (code: string) => sampleWorkflow(readFileSync(file(code), 'utf8'));
const city = load('city-event');
const repair = load('repair');
const complaint = load('complaint');
const water = unitActor('water');
const reason = { reason: '不属于本单位职责' };
const main = (unit: string, ...co: string[]) => ({
  units: [{ unit, role: 'main' }, ...co.map((name) => ({ unit: name, role: 'co' }))],
});

/** A matter on its way: each call acts as somebody and fails the test when that is refused. */
function journey(workflow = city, changes: Partial<MatterView> = {}) {
  const run = {
    matter: sampleMatter(workflow, changes),
    last: null as Decision | null,
    now: start,
    try: (actor: SampleActor, action: string, form: Record<string, unknown> = {}) =>
      performAction(workflow, seenBy(run.matter, actor), action, form, holdsOf(run.matter, actor), run.now),
    do(actor: SampleActor, action: string, form: Record<string, unknown> = {}) {
      const outcome = run.try(actor, action, form);
      assert.ok(outcome.ok, `${action}: ${JSON.stringify(outcome)}`);
      run.last = outcome.decision;
      run.matter = applied(run.matter, outcome.decision, run.now, actor);
      return outcome.decision;
    },
    offer: (actor: SampleActor, action: string) =>
      listActions(workflow, seenBy(run.matter, actor), holdsOf(run.matter, actor), run.now).find(
        (item) => item.action === action,
      ),
    later(days: number) {
      run.now = new Date(run.now.getTime() + days * 86_400_000);
    },
  };
  return run;
}
type Journey = ReturnType<typeof journey>;

function refusal(run: Journey, actor: SampleActor, action: string, form = {}) {
  const outcome = run.try(actor, action, form);
  assert.equal(outcome.ok, false);
  return outcome.ok ? null : outcome.refusal;
}

test('the national loop runs from report to file, step by step', () => {
  const run = journey();
  run.do(centreActor, 'accept');
  run.do(centreActor, 'register');
  run.do(centreActor, 'dispatch', main('water'));
  run.do(water, 'sign');
  run.do(water, 'feedback', { reply: '已经修好水管', opinion: '管龄过长' });
  assert.equal(run.matter.state, 'verifying');
  run.do(centreActor, 'verify');
  run.do(centreActor, 'close', { met: true });
  assert.deepEqual(run.matter.closedAt, run.now);
  run.do(callerActor, 'rate', { contacted: true, solved: true, satisfied: 'satisfied' });
  run.do(systemActor, 'archive');
  assert.equal(run.matter.state, 'archived');
});

test('dispatching at once records accepting and registering as done', () => {
  const decision = journey().do(centreActor, 'dispatch', main('water'));
  assert.deepEqual(
    decision.events.map((event) => [event.kind, event.from, event.to, event.implied]),
    [
      ['accept', 'reported', 'accepted', true],
      ['register', 'accepted', 'registered', true],
      ['dispatch', 'registered', 'handling', false],
    ],
  );
});

test('a public reply and an internal opinion never share an event', () => {
  const run = journey();
  run.do(centreActor, 'dispatch', main('water'));
  const { events, set } = run.do(water, 'feedback', { reply: '已经修好水管', opinion: '管龄过长' });
  assert.deepEqual(
    events.map((event) => [event.kind, event.audience, event.data]),
    [
      ['feedback.internal', 'staff', { opinion: '管龄过长' }],
      ['feedback', 'caller', { reply: '已经修好水管' }],
    ],
  );
  assert.equal(set.public_reply, '已经修好水管');
});

test('a return needs a reason, goes to the centre and cannot be passed on to closing', () => {
  const run = journey();
  run.do(centreActor, 'dispatch', main('water', 'roads'));
  assert.equal(refusal(run, water, 'return')?.fields[0]?.message, '请填写“退回理由”');
  run.do(water, 'return', reason);
  assert.equal(run.matter.state, 'returned');
  assert.equal(run.offer(centreActor, 'close')?.reason, '有单位退回，须重新派遣或提级，不能直接结案');
  assert.equal(refusal(run, centreActor, 'close', { met: true })?.code, 'not_now');
  assert.equal(run.offer(centreActor, 'verify'), undefined);
  run.do(unitActor('roads'), 'feedback', { reply: '路面已恢复' });
  assert.equal(run.matter.state, 'returned', 'the other unit finishing does not heal a return');
  run.do(centreActor, 'dispatch', main('gas'));
  assert.equal(run.matter.state, 'handling');
});

test('the matter waits for every unit that must handle, and for nobody who is only informed', () => {
  const run = journey();
  const units = [...main('water', 'roads').units, { unit: 'police', role: 'inform' }];
  run.do(centreActor, 'dispatch', { units });
  run.do(water, 'feedback', { reply: '已经修好水管' });
  assert.equal(run.matter.state, 'handling');
  run.do(unitActor('roads'), 'feedback', { reply: '路面已恢复' });
  assert.equal(run.matter.state, 'verifying');
});

test('dispatching again keeps what the other units are doing', () => {
  const run = journey();
  run.do(centreActor, 'dispatch', main('water', 'roads'));
  const again = run.do(centreActor, 'dispatch', main('gas', 'roads'));
  assert.deepEqual(
    again.tasks.open.map((task) => [task.unit, task.role]),
    [['gas', 'main']],
  );
  assert.equal(again.tasks.close.length, 1);
});

test('suspension stops the clocks and resuming goes back with them running', () => {
  const run = journey();
  run.do(centreActor, 'dispatch', main('water'));
  const held = run.do(centreActor, 'suspend', { reason: '等待配件到货', until: '2026-12-01' });
  assert.deepEqual([held.clocks.running, held.clocks.stop], ['pause', []]);
  const back = run.do(centreActor, 'resume');
  assert.equal(run.matter.state, 'handling');
  assert.deepEqual([back.clocks.running, back.clocks.stop, back.clocks.start], ['resume', ['suspend'], []]);
});

test('a suspension into the past is refused on its field', () => {
  const run = journey();
  run.do(centreActor, 'dispatch', main('water'));
  const refused = refusal(run, centreActor, 'suspend', { reason: '等待配件到货', until: '2026-11-22' });
  assert.deepEqual([refused?.code, refused?.fields[0]?.path], ['form_invalid', 'until']);
});

test('raising moves the responsible centre up; at the top people are told, the system still raises an alert', () => {
  const run = journey();
  run.do(centreActor, 'escalate', reason);
  assert.equal(run.matter.centre.level, 4);
  assert.equal(run.matter.tasks.at(-1)?.unit, 'centre-4');
  assert.equal(run.offer(centreActor, 'escalate'), undefined, 'the centre below holds it no more');
  const top = journey(city, { centre: { level: 2, has_above: false, has_below: true } });
  const city2: SampleActor = { name: 'centre-2', relations: ['centre'] };
  assert.equal(top.offer(city2, 'escalate')?.reason, '已是最高一级指挥中心，不能再提级');
  assert.deepEqual(top.do(systemActor, 'escalate', reason).alerts, ['no_centre_above']);
});

test('reopening counts from closing, not from the last change, and ends with the window', () => {
  const run = journey();
  run.do(centreActor, 'dispatch', main('water'));
  run.do(water, 'feedback', { reply: '已经修好水管' });
  run.do(centreActor, 'close', { met: true });
  run.later(6);
  run.do(callerActor, 'supplement', { text: '又漏了' });
  run.later(2);
  assert.match(run.offer(callerActor, 'reopen')?.reason ?? '', /超过可以复开的期限/);
  const early = journey(city, run.matter);
  early.matter = { ...run.matter };
  early.now = new Date(start.getTime() + 86_400_000);
  const decision = early.do(callerActor, 'reopen', { reason: '第二天又漏水了' });
  assert.deepEqual([decision.set.closed_at, decision.count], [null, ['reopens']]);
  assert.ok(
    decision.clocks.start.some((clock) => clock.kind === 'resolve'),
    'the overall clock starts anew',
  );
});

test('an unsolved matter goes back by itself when it is rated within the window', () => {
  const run = journey();
  run.do(centreActor, 'dispatch', main('water'));
  run.do(water, 'feedback', { reply: '已经修好水管' });
  run.do(centreActor, 'close', { met: true });
  assert.equal(refusal(run, callerActor, 'rate', { contacted: true })?.fields.length, 2);
  run.do(callerActor, 'rate', { contacted: false, solved: false, satisfied: 'dissatisfied' });
  assert.equal(run.matter.state, 'reopened');
});

function closedOnce() {
  const run = journey();
  run.do(centreActor, 'dispatch', main('water'));
  run.do(unitActor('water'), 'feedback', { reply: '已经修好水管' });
  run.do(centreActor, 'close', { met: true });
  return run;
}
const BAD = { contacted: true, solved: true, satisfied: 'dissatisfied' };

test('a bad answer that comes too late waits for the centre, which takes it up again or explains', () => {
  for (const [action, form, to] of [
    ['recall', { reason: '确实没有修好' }, 'reopened'],
    ['explain', { reply: '已按规定办理，请向区里反映' }, 'rated'],
  ] as const) {
    const run = closedOnce();
    run.now = new Date(run.now.getTime() + 8 * 86_400_000);
    run.do(callerActor, 'rate', BAD);
    assert.equal(run.matter.state, 'contested');
    assert.ok(run.matter.tasks.some((task) => task.kind === 'review' && task.state === 'pending'));
    run.do(centreActor, action, form);
    assert.equal(run.matter.state, to);
  }
});

test('which answers reopen is the type’s own rule; what does not reopen still waits for the centre', () => {
  const run = closedOnce();
  run.matter = { ...run.matter, policy: { ...run.matter.policy, reopen_on: ['unsolved'] } };
  run.do(callerActor, 'rate', BAD);
  assert.equal(run.matter.state, 'contested');
});

test('basically satisfied is no complaint', () => {
  const run = closedOnce();
  run.do(callerActor, 'rate', { ...BAD, satisfied: 'basically' });
  assert.equal(run.matter.state, 'rated');
});

test('strangers are refused and see nothing; neighbours of a unit too', () => {
  const run = journey();
  run.do(centreActor, 'dispatch', main('water'));
  const stranger = unitActor('roads');
  assert.deepEqual(
    listActions(city, seenBy(run.matter, stranger), holdsOf(run.matter, stranger), run.now),
    [],
  );
  assert.equal(refusal(run, stranger, 'feedback', { reply: '已经修好水管' })?.code, 'forbidden');
  assert.equal(refusal(run, centreActor, 'bogus')?.code, 'unknown_action');
});

test('a standing without the permission is no standing', () => {
  const holds = [{ relation: 'centre' as const, permissions: new Set(['matter:accept']) }];
  const offers = listActions(city, sampleMatter(city), holds, start).map((offer) => offer.action);
  assert.deepEqual(offers, ['accept', 'reject']);
});

test('the property company dispatches, answers and closes a repair by itself', () => {
  const run = journey(repair);
  assert.equal(openMatter(repair).owner?.relation, 'property');
  run.do(propertyActor, 'dispatch');
  run.do(propertyActor, 'feedback', { reply: '已修好' });
  run.do(propertyActor, 'close');
  assert.equal(run.matter.state, 'closed');
});

test('a caller who closes is asked for neither reply nor opinion, and cannot slip one in', () => {
  const run = journey(repair);
  run.do(propertyActor, 'dispatch');
  run.do(propertyActor, 'feedback', { reply: '已修好' });
  assert.deepEqual(run.offer(callerActor, 'close')?.form, []);
  assert.equal(run.offer(propertyActor, 'close')?.form.length, 2);
  assert.equal(refusal(run, callerActor, 'close', { opinion: '内部' })?.fields[0]?.code, 'unknown_field');
  run.do(callerActor, 'close');
});

test('a repair the company returns is the community centre’s, and the company cannot take it past it', () => {
  const run = journey(repair);
  run.do(propertyActor, 'return', reason);
  assert.equal(run.matter.tasks.at(-1)?.unit, 'centre-5');
  assert.equal(refusal(run, propertyActor, 'dispatch')?.message, '已交指挥中心，由指挥中心派工');
});

test('a consultation is answered at the desk, a complaint is not', () => {
  const desk: SampleActor = { name: 'agent', relations: ['creator'] };
  const consult = journey(complaint, { answers: { purpose: 'consult' } });
  assert.equal(refusal(consult, desk, 'close')?.fields[0]?.path, 'reply');
  consult.do(desk, 'close', { reply: '请带身份证到社区办理' });
  assert.equal(consult.matter.state, 'closed');
  const complain = journey(complaint, { answers: { purpose: 'complain' } });
  assert.match(complain.offer(desk, 'close')?.reason ?? '', /须转派办理/);
});
