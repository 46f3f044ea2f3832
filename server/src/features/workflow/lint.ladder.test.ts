import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse, stringify } from 'yaml';
import { lintText } from './lint.ts';

/** A flow that the system can raise from wherever it stands, to break in one place at a time. */
const sound = () =>
  parse(`
code: tiny
version: 1
name: 小流程
initial: open
opened: { audience: caller }
states:
  open: { name: 待办, phase: report, owner: centre, todo: { kind: accept, holder: centre }, clocks: [{ kind: accept, limit: [2h] }] }
  back: { name: 退回, phase: dispatch, owner: centre, todo: { kind: arbitrate, holder: centre }, clocks: [{ kind: arbitrate, limit: [4h] }] }
  shut: { name: 办结, phase: archive, terminal: true }
actions:
  close: { name: 办结, from: [open], to: shut, by: [{ relation: centre, permission: 'matter:verify' }], audience: caller }
  return: { name: 退回, from: [open], to: back, by: [{ relation: centre, permission: 'matter:dispatch' }], audience: staff }
  dispatch: { name: 派遣, from: [back], to: open, by: [{ relation: centre, permission: 'matter:dispatch' }], audience: public }
  escalate: { name: 提级, from: [open, back], to: same, by: [{ relation: system, permission: 'matter:system' }], effects: [raise_centre], audience: staff }
`);

// biome-ignore lint/suspicious/noExplicitAny: a definition is broken on purpose, also in its types
type Loose = any;
const cases: [string, string, (definition: Loose) => void, object?][] = [
  [
    'a clocked state that can only be raised under a condition',
    'clock_without_escalation',
    (d) => {
      d.actions.escalate.guards = [{ ensure: 'matter.urgent', message: '不急' }];
    },
  ],
  [
    'a clocked state whose only raiser has a condition',
    'clock_without_escalation',
    (d) => {
      d.actions.escalate.by[0].when = { ensure: 'centre.has_above', message: '到顶' };
    },
  ],
  [
    'a clocked state that the system cannot raise',
    'clock_without_escalation',
    (d) => {
      d.actions.escalate.by = [{ relation: 'centre', permission: 'matter:dispatch' }];
    },
  ],
  ['a state in which nothing counts', 'no_clock', (d) => void delete d.states.back.clocks],
  [
    'a raising that leads where nothing counts',
    'escalation_lost',
    (d) => {
      d.actions.escalate.to = 'back';
      delete d.states.back.clocks;
    },
  ],
  [
    'a raising to the centre that leaves it with the unit',
    'escalation_stays',
    (d) => {
      d.states.open.owner = 'main_unit';
      d.actions.escalate.effects = ['raise_to_centre'];
    },
  ],
  [
    'a raising that asks what the system does not know',
    'escalation_asks',
    (d) => {
      d.actions.escalate.form = [{ name: 'unit', kind: 'unit', label: '交给谁', required: true }];
    },
  ],
  [
    'a kind of clock whose ladder never raises',
    'clock_never_raises',
    () => {},
    { ladder: { default: [{ at: 'due', do: 'alarm', repeat: '1wd' }] } },
  ],
];

test('the little flow comes to the top before it is broken', () => {
  assert.deepEqual(lintText(stringify(sound())), []);
});

for (const [what, code, breakIt, context = {}] of cases)
  test(`${what} is found: ${code}`, () => {
    const definition = sound();
    breakIt(definition);
    const found = lintText(stringify(definition), context).map((finding) => finding.code);
    assert.ok(found.includes(code), String(found));
  });
