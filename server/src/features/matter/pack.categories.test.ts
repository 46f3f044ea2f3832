import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { PackError, parseCategories } from './pack.categories.ts';

const root = new URL('../../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const folder = 'packs/default/categories/';
const files = readdirSync(new URL(folder, root)).map((name) => ({ name, text: read(folder + name) }));
const organisations = parse(read('packs/demo/organisations.yaml'));
const unitKinds = new Set<string>(organisations.units.map((unit: { kind: string }) => unit.kind));
const pack = parseCategories(files, unitKinds);
const leaves = pack.filter((category) => category.offered && !category.group);

interface SourceRow {
  type: string;
  bigCode: string;
  smallCode: string;
  limitValue: number;
  limitUnit: string;
}

/** The published tables lie beside the project on the builders' machines only. */
function source<T>(path: string): T | undefined {
  const url = new URL(`../shared/data/${path}`, root);
  return existsSync(url) ? JSON.parse(readFileSync(url, 'utf8')) : undefined;
}

test('every row of the published table is a condition of its class with the same limit, in the same order', (t) => {
  const rows = source<SourceRow[]>('city/case_standards_yuncheng.json');
  if (!rows) return t.skip('../shared/data is absent: the comparison with the published table needs it');
  const byClass = Map.groupBy(rows, (row) => `${row.type[0]}-${row.bigCode}-${row.smallCode}`);
  for (const [key, expected] of byClass) {
    const scheme = Number(key.slice(-2)) < 78 ? 'gbt30428.2-2013' : 'local-extension';
    const category = pack.find((c) => c.scheme === scheme && c.code.slice(4) === key);
    assert.ok(category, `${key} is missing`);
    assert.deepEqual(
      category.conditions.map(({ limit }) => [limit.value, limit.unit]),
      expected.map((row) => [row.limitValue, row.limitUnit]),
      key,
    );
  }
  const own = pack.filter((c) => ['gbt30428.2-2013', 'local-extension'].includes(c.scheme));
  const total = own.reduce((sum, category) => sum + category.conditions.length, 0);
  assert.equal(total, rows.length, 'no condition is added and none is lost');
});

test('every hotline case type and every dispute class is there under its own number', (t) => {
  const hotline = source<{ items: { code: string }[] }>('codes/wuhan_12345_case_types.json');
  const disputes = source<Record<string, { items: { code: string }[] }>>('codes/gbt31000_dispute_codes.json');
  if (!hotline || !disputes) return t.skip('../shared/data is absent: the comparison needs it');
  const codes = new Set(pack.map((category) => category.code));
  const expected = [
    ...hotline.items.map(({ code }) => `hl-${code}`),
    ...disputes['事件类别(矛盾纠纷)']!.items.map(({ code }) => `gbt31000-${code}`),
  ];
  assert.deepEqual(
    expected.filter((code) => !codes.has(code)),
    [],
  );
});

test('an urgent limit marks the condition urgent and no other does', () => {
  for (const condition of pack.flatMap((category) => category.conditions))
    assert.equal(condition.urgency === 'urgent', condition.limit.unit.startsWith('urgent'), condition.code);
});

test('what residents write finds a class', () => {
  for (const words of ['井盖没了', '路灯不亮', '垃圾没人收', '占道', '噪音', '漏水'])
    assert.ok(
      leaves.some((c) => c.matterType === 'city-event' && c.keywords.includes(words)),
      words,
    );
  const lift = leaves.filter((c) => c.matterType === 'repair' && c.keywords.includes('电梯坏了'));
  assert.deepEqual(
    lift.map((c) => c.code),
    ['rp-lift-02'],
  );
  const silent = leaves.filter((c) => c.keywords.length === 0 && c.matterType !== 'complaint');
  assert.deepEqual(
    silent.map((c) => c.code),
    [],
  );
});

/** Types that are not given out by the matrix: who blows a whistle names the departments. */
const named = new Set<string>(
  readdirSync(new URL('packs/default/types/', root))
    .map((name) => parse(read(`packs/default/types/${name}`)))
    .filter((type: { hidden?: boolean }) => type.hidden)
    .map((type: { code: string }) => type.code),
);

interface Row {
  match: { type?: string; category?: string; prefix?: string };
  unit: { kind?: string; kind_of?: string };
  role: string;
}

test('the responsibility matrix names only what exists, and each type has a last resort that exists everywhere', () => {
  const rows: Row[] = parse(read('packs/demo/responsibility.yaml')).rows;
  const types = new Set(leaves.map((category) => category.matterType));
  for (const { match, unit, role } of rows) {
    assert.ok(unit.kind_of === 'category' || unitKinds.has(unit.kind ?? ''), JSON.stringify(unit));
    assert.ok(match.type === undefined || types.has(match.type), match.type);
    const found = pack.some((c) => c.code === match.category || c.code.startsWith(match.prefix ?? '\0'));
    assert.ok(found || (!match.category && !match.prefix), JSON.stringify(match));
    assert.ok(['main', 'co', 'inform'].includes(role));
  }
  for (const type of [...types].filter((each) => each === null || !named.has(each)))
    assert.ok(
      rows.some(
        ({ match, unit, role }) =>
          match.type === type &&
          !match.prefix &&
          role === 'main' &&
          ['street', 'community'].includes(unit.kind ?? ''),
      ),
      `${type} could be without an owner`,
    );
});

test('demo accounts hold existing roles in existing units, and the three administrators hold nothing of matters', () => {
  const roles: { code: string; permissions: string[] }[] = parse(read('packs/default/roles.yaml')).roles;
  const permissions = new Map(roles.map((role) => [role.code, role.permissions]));
  const units = new Set(organisations.units.map((unit: { code: string }) => unit.code));
  for (const account of organisations.accounts) {
    assert.ok(permissions.has(account.role), account.username);
    assert.ok(account.unit === null || units.has(account.unit), account.username);
  }
  for (const unit of organisations.units) {
    assert.ok(unit.parent === null || units.has(unit.parent), unit.code);
    for (const staff of unit.staff) assert.ok(permissions.has(staff.role), `${unit.code} ${staff.role}`);
  }
  const administrators = ['system_admin', 'security_admin', 'audit_admin'];
  const rights = administrators.flatMap((code) => permissions.get(code)!);
  assert.deepEqual(
    rights.filter((permission) => permission.startsWith('matter:')),
    [],
  );
  assert.equal(new Set(rights).size, rights.length, 'none shares a right with another');
});

test('templates have unique codes, known placeholders, and no word of the trade toward the caller', () => {
  const { templates } = parse(read('packs/default/templates.yaml'));
  const known = new Set(['number', 'title', 'state', 'unit', 'area', 'reason', 'reply', 'due', 'url']);
  assert.equal(new Set(templates.map((t: { code: string }) => t.code)).size, templates.length);
  for (const { code, audience, title, body } of templates) {
    for (const [, name] of `${title}${body}`.matchAll(/\{\{(\w+)\}\}/g))
      assert.ok(known.has(name!), `${code} ${name}`);
    if (audience === 'caller') assert.doesNotMatch(`${title}${body}`, /派遣|处置|签收|核查|督办|并案/, code);
  }
});

test('every template that a workflow names is there, for the audience it is sent to', () => {
  const { templates } = parse(read('packs/default/templates.yaml'));
  const audiences = new Map(templates.map((t: { code: string; audience: string }) => [t.code, t.audience]));
  const workflows = 'packs/default/workflows/';
  for (const file of readdirSync(new URL(workflows, root))) {
    const definition = parse(read(workflows + file));
    const steps: { notify?: { audience: string; template: string }[] }[] = [
      definition.opened,
      ...Object.values(definition.actions as object),
    ];
    for (const { audience, template } of steps.flatMap((step) => step.notify ?? []))
      assert.equal(audiences.get(template), audience, `${file}: ${template}`);
  }
});

const mistaken = `scheme: x
matter_type: city-event
categories:
  - { code: g, name: 大类, parent: null, kind: event }
  - { code: g-1, name: 甲, parent: g, kind: event, unit_kind: nobody }
  - { code: g-1, name: 乙, parent: h, kind: event, unit_kind: fire }
`;

test('a pack with mistakes is refused with every mistake in words', () => {
  assert.throws(
    () => parseCategories([{ name: 'bad.yaml', text: mistaken }], unitKinds),
    (error) => {
      assert.ok(error instanceof PackError);
      for (const words of ['g-1 重复', '上级 h 不存在', '类型 nobody 不存在', '没有立案条件'])
        assert.match(error.message, new RegExp(words));
      return true;
    },
  );
});

test('a file of another shape, or that is no YAML, is refused with its name', () => {
  const shape = { name: 'shape.yaml', text: mistaken.replace('categories', 'category') };
  assert.throws(() => parseCategories([shape]), /shape\.yaml/);
  assert.throws(() => parseCategories([{ name: 'not.yaml', text: 'a: [1' }]), /not\.yaml/);
});
