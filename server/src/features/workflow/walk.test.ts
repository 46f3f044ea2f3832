import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Workflow } from './compile.ts';
import type { FormField } from './definition.ts';
import { isOpen, type MatterView, type Policy } from './facts.ts';
import { listActions, performAction } from './rules.ts';
import {
  applied,
  callerActor,
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

const folder = new URL('../../../../packs/default/workflows/', import.meta.url);
const shipped = readdirSync(folder).map(
  (file) => [file, sampleWorkflow(readFileSync(new URL(file, folder), 'utf8'))] as const,
);
const units = ['unit-a', 'unit-b', 'unit-c', 'property'];
const actors: SampleActor[] = [
  callerActor,
  { ...propertyActor, relations: ['property', 'claimer'] },
  systemActor,
  { name: 'creator', relations: ['creator'] },
  { name: 'inspector', relations: ['inspector'] },
  { name: 'above', relations: ['centre_above'] },
  ...['unit-a', 'unit-b', 'unit-c'].map((name) => ({ ...unitActor(name), relations: ['claimer' as const] })),
  ...[2, 3, 4, 5].map((level) => ({ name: `centre-${level}`, relations: ['centre' as const] })),
];

/** One random step: which of all offered actions, what to answer, how long after the last; whether an end may be chosen. */
const step = fc.record({
  choice: fc.nat(),
  answers: fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
  hours: fc.nat(30),
  ending: fc.nat(9),
});
const walk = fc.record({
  steps: fc.array(step, { minLength: 10, maxLength: 50, size: 'max' }),
  property: fc.boolean(),
  reachable: fc.boolean(),
  purpose: fc.constantFrom('consult', 'complain'),
  reopen_on: fc.constantFrom<Policy['reopen_on']>(undefined, [], ['unsolved']),
});
/** Chosen in one step out of ten only, so that walks get far. */
const endings = new Set([
  'merge',
  'void',
  'reject',
  'withdraw',
  'escalate',
  'suspend',
  'ask-suspension',
  'urge',
  'supplement',
  'supervise',
]);

/** Who could leave a matter: a unit that helps in it, else its main one. */
const leaving = ({ tasks }: MatterView): string | undefined =>
  tasks.find((task) => isOpen(task) && task.role === 'co')?.unit ??
  tasks.find((task) => isOpen(task) && task.role === 'main')?.unit ??
  undefined;

function answer(field: FormField, seed: number, now: Date, matter: MatterView): unknown {
  const unit = units[seed % units.length] as string;
  const other = units[(seed + 1) % units.length] as string;
  const values: Record<FormField['kind'], unknown> = {
    text: '说明文字',
    textarea: '写得足够长的说明',
    number: field.min ?? 1,
    select: field.options?.[seed % field.options.length]?.value,
    unit: field.name === 'leaving' ? leaving(matter) : unit,
    units: [{ unit, role: 'main' }, ...(seed % 3 === 0 ? [{ unit: other, role: 'co' }] : [])],
    date: matter.request?.until ?? new Date(now.getTime() + 30 * 86_400_000).toISOString().slice(0, 10),
    boolean: field.name === 'met' || seed % 2 === 0,
    files: ['file-1'],
    phone: '13800000000',
    matter: 'matter-2',
    position: { lng: 114.4, lat: 30.4, accuracy: 12 },
    scores: [
      { unit, scores: Object.fromEntries((field.options ?? []).map(({ value }) => [value, 1 + (seed % 5)])) },
    ],
  };
  return values[field.kind];
}

const validForm = (form: FormField[], seeds: number[], now: Date, matter: MatterView) =>
  Object.fromEntries(
    form.map((field, i) => [field.name, answer(field, seeds[i % seeds.length] as number, now, matter)]),
  );

/** What must be true of every matter at every moment. */
function assertOwned(workflow: Workflow, matter: MatterView, via: string): void {
  const state = workflow.states.get(matter.state);
  assert.ok(state, `${via}: unknown state ${matter.state}`);
  const open = matter.tasks.filter((task) => isOpen(task) && task.role !== 'inform');
  if (state.terminal) {
    assert.equal(matter.tasks.filter(isOpen).length, 0, `${via}: work left open in ${matter.state}`);
    return;
  }
  assert.ok(open.length > 0, `${via}: nobody holds a task in ${matter.state}`);
  assert.ok(
    open.every((task) => task.unit),
    `${via}: a task without holder in ${matter.state}`,
  );
  const asked = open.filter((task) => task.kind === 'approve');
  assert.equal(
    asked.length,
    matter.request ? 1 : 0,
    `${via}: a request waits for somebody, and nothing else does`,
  );
  const held = open.filter((task) => task.role === null && task.kind !== 'approve');
  assert.equal(
    held.length,
    state.todo?.each_unit ? 0 : 1,
    `${via}: one task of the state in ${matter.state}`,
  );
  const keys = open.map((task) => `${task.role ?? task.kind} ${task.unit}`);
  assert.equal(new Set(keys).size, keys.length, `${via}: a unit holds the same task twice (${keys})`);
}

function assertNoPassing(before: MatterView, to: string): void {
  const late = ['verifying', 'verified', 'agreed', 'failed', 'closed', 'rated', 'archived'];
  if (before.returnPending) assert.ok(!late.includes(to), `passed on to ${to} although a return is pending`);
}

for (const [file, workflow] of shipped) {
  test(`any walk through ${file} keeps an owner, offers what it performs and never passes a return on`, () => {
    const reached = new Set([workflow.definition.initial]);
    const performed = new Set<string>();
    fc.assert(
      fc.property(walk, ({ steps, property, reachable, purpose, reopen_on }) => {
        let now = start;
        let matter = sampleMatter(workflow, { property, reachable, answers: { purpose } });
        matter = { ...matter, policy: { ...matter.policy, reopen_on } };
        assertOwned(workflow, matter, 'opened');
        for (const { choice, answers, hours, ending } of steps) {
          now = new Date(now.getTime() + hours * 3_600_000);
          const possible = offered(workflow, matter, now).filter(
            ({ offer }) => ending === 0 || !endings.has(offer.action),
          );
          const chosen = possible[choice % possible.length];
          if (!chosen) continue;
          const { actor, offer, seen, holds } = chosen;
          assertRefusals(workflow, seen, holds, now);
          const outcome = performAction(
            workflow,
            seen,
            offer.action,
            validForm(offer.form, answers, now, matter),
            holds,
            now,
          );
          assert.ok(outcome.ok, `${offer.action} was offered and refused: ${JSON.stringify(outcome)}`);
          assertNoPassing(matter, outcome.decision.to);
          matter = applied(matter, outcome.decision, now, actor);
          assertOwned(workflow, matter, `${actor.name} ${offer.action}`);
          reached.add(matter.state);
          performed.add(offer.action);
        }
      }),
      { numRuns: 300, endOnFailure: true, seed: 20261122 },
    );
    assert.deepEqual(
      [...workflow.states.keys()].filter((state) => !reached.has(state)),
      [],
      'states no walk reached',
    );
    assert.deepEqual(
      [...workflow.actions.keys()].filter((code) => !performed.has(code)),
      [],
      'actions no walk performed',
    );
  });
}

/** Every enabled action of every actor. */
function offered(workflow: Workflow, matter: MatterView, now: Date) {
  return actors.flatMap((actor) => {
    const seen = seenBy(matter, actor);
    const holds = holdsOf(matter, actor);
    const offers = listActions(workflow, seen, holds, now);
    return offers.filter((offer) => offer.enabled).map((offer) => ({ actor, offer, seen, holds }));
  });
}

/** Whatever is not offered as enabled is refused, with the reason shown on the button. */
function assertRefusals(
  workflow: Workflow,
  seen: MatterView,
  holds: ReturnType<typeof holdsOf>,
  now: Date,
): void {
  const offers = new Map(listActions(workflow, seen, holds, now).map((offer) => [offer.action, offer]));
  for (const [code, action] of workflow.actions) {
    const offer = offers.get(code);
    if (offer?.enabled) continue;
    const outcome = performAction(
      workflow,
      seen,
      code,
      validForm(action.form, [0, 1, 2, 3], now, seen),
      holds,
      now,
    );
    assert.equal(outcome.ok, false, `${code} was not offered and yet performed`);
    if (offer && !outcome.ok) assert.equal(outcome.refusal.message, offer.reason);
  }
}
