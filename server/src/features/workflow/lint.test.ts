import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse, stringify } from 'yaml';
import type { Definition } from './definition.ts';
import { graph } from './graph.ts';
import { lint, lintText } from './lint.ts';
import { lintType } from './lint.type.ts';
import { parseDefinition, parseMatterType } from './parse.ts';

const pack = new URL('../../../../packs/default/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, pack), 'utf8');
const files = (folder: string) =>
  readdirSync(new URL(`${folder}/`, pack)).filter((file) => file.endsWith('.yaml'));
const workflows = new Map(
  files('workflows').map((file) => [
    file.replace('.yaml', ''),
    parseDefinition(read(`workflows/${file}`)).value as Definition,
  ]),
);
const templates = new Set<string>(
  parse(read('templates.yaml')).templates.map((item: { code: string }) => item.code),
);
const granted = new Set<string>(
  parse(read('roles.yaml')).roles.flatMap((role: { permissions: string[] }) => role.permissions),
);

for (const file of files('workflows')) {
  test(`the shipped workflow ${file} has nothing to complain about`, () => {
    assert.deepEqual(lintText(read(`workflows/${file}`), { templates, granted }), []);
  });
}

for (const file of files('types')) {
  test(`the shipped matter type ${file} fits its workflow and its categories`, () => {
    const parsed = parseMatterType(read(`types/${file}`));
    assert.deepEqual(parsed.findings, []);
    const schemes = new Set(files('categories').map((name) => parse(read(`categories/${name}`)).scheme));
    assert.deepEqual(lintType(parsed.value as never, { workflows, schemes }), []);
  });
}

/** A sound little flow to break in one place at a time. */
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
  return: { name: 退回, from: [open], to: back, by: [{ relation: task_holder, permission: 'matter:handle' }], effects: [mark_returned], audience: staff }
  dispatch: { name: 派遣, from: [back], to: open, by: [{ relation: centre, permission: 'matter:dispatch' }], effects: [clear_returned], audience: public }
  escalate: { name: 提级, from: [open, back], to: same, by: [{ relation: system, permission: 'matter:system' }], effects: [raise_centre], audience: staff }
`);

// biome-ignore lint/suspicious/noExplicitAny: a definition is broken on purpose, also in its types
type Loose = any;
const found = (breakIt: (definition: Loose) => void, context = {}) => {
  const definition = sound();
  breakIt(definition);
  return lintText(stringify(definition), context).map((finding) => finding.code);
};

test('the little flow is sound before it is broken', () => {
  assert.deepEqual(
    found(() => {}),
    [],
  );
});

const cases: [string, string, (definition: Loose) => void, object?][] = [
  [
    'a state nothing leads to',
    'unreachable',
    (d) => {
      d.actions.return.to = 'same';
    },
  ],
  [
    'a state from which no end is reached',
    'dead_end',
    (d) => {
      d.actions.dispatch.to = 'same';
    },
  ],
  ['a state without todo', 'no_todo', (d) => void delete d.states.back.todo],
  ['a state without owner', 'no_owner', (d) => void delete d.states.back.owner],
  [
    'a relation that does not exist',
    'bad_shape',
    (d) => {
      d.actions.close.by[0].relation = 'mayor';
    },
  ],
  [
    'a permission that does not exist',
    'bad_shape',
    (d) => {
      d.actions.close.by[0].permission = 'matter:magic';
    },
  ],
  [
    'a permission no role carries',
    'nobody_can',
    () => {},
    { granted: new Set(['matter:handle', 'matter:dispatch']) },
  ],
  [
    'a person acting as the system',
    'nobody_can',
    (d) => {
      d.actions.close.by[0].permission = 'matter:system';
    },
  ],
  [
    'a guard that is never true',
    'never_true',
    (d) => {
      d.actions.close.guards = [{ ensure: '1 > 2', message: '不行' }];
    },
  ],
  [
    'a guard about a state the action is not for',
    'never_true',
    (d) => {
      d.actions.close.guards = [{ ensure: 'matter.state == "back"', message: '不行' }];
    },
  ],
  [
    'a rule over a fact that does not exist',
    'bad_rule',
    (d) => {
      d.actions.close.guards = [{ ensure: 'matter.weather == "rain"', message: '不行' }];
    },
  ],
  [
    'a rule that mixes types',
    'bad_rule',
    (d) => {
      d.actions.close.guards = [{ ensure: 'tasks.open == "none"', message: '不行' }];
    },
  ],
  [
    'a rule naming a state that does not exist',
    'unknown_state',
    (d) => {
      d.actions.close.guards = [{ ensure: 'matter.state != "gone"', message: '不行' }];
    },
  ],
  [
    'a guard over a form nobody has filled in yet',
    'guard_reads_form',
    (d) => {
      d.actions.close.guards = [{ ensure: 'form.ok == true', message: '不行' }];
    },
  ],
  [
    'a target that does not exist',
    'unknown_state',
    (d) => {
      d.actions.close.to = 'nowhere';
    },
  ],
  [
    'an initial state that does not exist',
    'unknown_state',
    (d) => {
      d.initial = 'nowhere';
    },
  ],
  [
    'a last target with a condition',
    'no_target',
    (d) => {
      d.actions.close.to = [{ when: 'matter.urgent', to: 'shut' }];
    },
  ],
  [
    'a notice without template',
    'notify_without_template',
    (d) => {
      d.actions.close.notify = [{ audience: 'caller', template: ' ' }];
    },
  ],
  [
    'a template that does not exist',
    'unknown_template',
    (d) => {
      d.actions.close.notify = [{ audience: 'caller', template: 'gone' }];
    },
    { templates: new Set(['here']) },
  ],
  [
    'an effect whose field is missing',
    'effect_needs_field',
    (d) => {
      d.actions.close.effects = ['merge_into'];
    },
  ],
  [
    'a caller who must answer what callers are not asked',
    'caller_not_asked',
    (d) => {
      d.actions.close.by = [{ relation: 'caller', permission: 'matter:call' }];
      d.actions.close.form = [{ name: 'opinion', kind: 'text', label: '意见', required: true }];
    },
  ],
  [
    'going back to a state without a pause',
    'previous_without_pause',
    (d) => {
      d.actions.dispatch.to = 'previous';
    },
  ],
  ['an end that goes on', 'end_with_action', (d) => d.actions.close.from.push('shut')],
  [
    'a return that can be closed by who received it',
    'return_can_close',
    (d) => d.actions.close.from.push('back'),
  ],
  [
    'an automatic action the system cannot perform',
    'auto_cannot_run',
    (d) => {
      d.states.open.auto = { action: 'close', kind: 'rate', after: ['2d'] };
    },
  ],
  [
    'a word that is not of the format',
    'bad_shape',
    (d) => {
      d.states.open.colour = 'red';
    },
  ],
];
for (const [what, code, breakIt, context] of cases) {
  test(`the linter finds ${what}`, () => {
    const codes = found(breakIt, context);
    assert.ok(codes.includes(code), `expected ${code}, found ${codes.join(', ') || 'nothing'}`);
  });
}

test('what is no YAML is told in words, with its place', () => {
  const said = (text: string) => lintText(text)[0]!.message;
  assert.match(said('a: 1\na: 2'), /^第 2 行第 1 列附近不是有效的 YAML：同一项写了两次/);
  assert.match(said('a:\n\tb: 1'), /第 2 行.*(Tab|缩进)/);
  assert.match(said('a: b: c'), /第 1 行第 4 列.*引号和括号/);
});

test('what is no YAML is one finding, not a crash', () => {
  assert.deepEqual(
    lintText('a: [').map((finding) => finding.code),
    ['not_yaml'],
  );
  assert.ok(lintText('').length > 0);
});

test('without its return rule the national loop is refused', () => {
  const definition = structuredClone(workflows.get('city-event') as Definition);
  for (const code of ['verify', 'close', 'feedback']) {
    const action = definition.actions[code] as Definition['actions'][string];
    delete action.guards;
    if (code === 'feedback') action.to = 'verifying';
  }
  assert.ok(lint(definition).some((finding) => finding.code === 'return_can_close'));
});

test('the graph draws each state once and each way out of it', () => {
  const drawn = graph(sound() as Definition);
  assert.deepEqual(
    drawn.nodes.map((node) => node.id),
    ['open', 'back', 'shut'],
  );
  assert.deepEqual(
    drawn.edges.map((edge) => [edge.from, edge.action, edge.to]),
    [
      ['open', 'close', 'shut'],
      ['open', 'return', 'back'],
      ['back', 'dispatch', 'open'],
    ],
  );
});
