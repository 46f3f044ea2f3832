import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { publishRules } from '../routing/index.ts';
import { parseRules } from '../routing/store.ts';
import { askingCity } from './asking.sample.ts';

const city = await askingCity(await testProgram(await emptyTemplate()));
const { runtime } = city.program;

test('rules that fail when they run, or that this program no longer takes, hold up no call: passed over, and told', async () => {
  const text = `code: standard
name: 规则
rules:
  - { code: missing, name: 没有这一问, when: answers.nobody_asks == 1, level: D }
  - { code: pattern, name: 从前的写法, when: '"a".matches("a")', level: D }
  - { code: sound, name: 正常, level: B }`;
  const definition = parseRules(text).value!;
  await run(runtime, SYSTEM, (ctx) => publishRules(ctx, { definition, text, findings: [] }));
  const { id } = await city.report(city.caller);
  const matter = await city.west('GET', `/api/matters/${id}`);
  assert.equal(matter.status, 200);
  await city.program.settle();
  const { rows: decided } = await sql<{ rule: string }>`
    select rule from routing_decision where subject = ${id}::uuid`.execute(runtime.db);
  assert.deepEqual(decided, [{ rule: 'sound' }]);
  const { rows: alarms } = await sql<{ rule: string; problem: string }>`
    select rule, problem from routing_alarm where ended_at is null order by rule`.execute(runtime.db);
  assert.deepEqual(alarms, [
    { rule: 'missing', problem: 'fails' },
    { rule: 'pattern', problem: 'fails' },
  ]);
});

test('how often somebody called before is kept with the decision, asked for by a rule or not', async () => {
  const kept = async (id: string) => {
    const { rows } = await sql<{ caller: object; rule: string | null }>`
      select facts -> 'caller' as caller, rule from routing_decision where subject = ${id}::uuid`.execute(
      runtime.db,
    );
    return rows[0];
  };
  await city.report(city.neighbour);
  const unasked = await kept((await city.report(city.neighbour)).id);
  assert.deepEqual(unasked, { caller: { resident: true, before: 1, repeats: true }, rule: 'sound' });
  const text = `code: standard
name: 规则
rules:
  - { code: again, name: 再次反映, when: caller.before == 2, level: B }`;
  const definition = parseRules(text).value!;
  await run(runtime, SYSTEM, (ctx) => publishRules(ctx, { definition, text, findings: [] }));
  await city.program.settle();
  const asked = await kept((await city.report(city.neighbour)).id);
  assert.deepEqual(asked, { caller: { resident: true, before: 2, repeats: true }, rule: 'again' });
});

test('a corrected class brings the limits and the urgency of the rule that now holds, and takes those of the other away', async () => {
  const { body } = await city.caller('GET', '/api/catalog/categories?type=city-event');
  const [first, second] = body.items.filter((each: { selectable: boolean }) => each.selectable);
  const text = `code: standard
name: 规则
rules:
  - { code: quick, name: 快办, when: 'matter.category == "${second.code}"', priority: urgent, clocks: { resolve: 3h } }`;
  const definition = parseRules(text).value!;
  await run(runtime, SYSTEM, (ctx) => publishRules(ctx, { definition, text, findings: [] }));
  await city.program.settle();
  const { id } = await city.report(city.caller, { category: first.code });
  const state = async () => {
    const { body: matter } = await city.west('GET', `/api/matters/${id}`);
    const clock = matter.clocks.find(({ kind }: { kind: string }) => kind === 'resolve');
    return { priority: matter.priority, byRule: /分派规则/.test(clock.why), why: clock.why };
  };
  assert.equal((await state()).byRule, false);
  const amended = async (category: string) => {
    const { status, body: answer } = await city.perform(city.west, id, 'amend', {
      category,
      reason: '类别填错了',
    });
    assert.ok(status < 300, JSON.stringify(answer));
    return state();
  };
  const quick = await amended(second.code);
  assert.deepEqual([quick.priority, quick.byRule], ['urgent', true], quick.why);
  assert.equal((await amended(first.code)).byRule, false);
});

test('that several calls are one person’s is a reason only for who may see whose they are', async () => {
  const confidential = (await city.report(city.neighbour, { confidential: true })).id;
  const open = (await city.report(city.neighbour)).id;
  const facts = async (who: typeof city.west, id: string) => {
    const { status, body } = await who('GET', `/api/matters/${id}/routing`);
    assert.equal(status, 200, JSON.stringify(body));
    return body.items[0].facts.map(({ name }: { name: string }) => name);
  };
  assert.ok((await facts(city.west, open)).includes('同一诉求人'));
  assert.ok((await facts(city.west, confidential)).includes('同一诉求人'), 'its own centre');
  await sql`update account_role set permissions = array_remove(permissions, 'matter:view-all-contact') where code = 'community_staff'`.execute(
    runtime.db,
  );
  const untrusted = await city.again('west');
  for (const id of [open, confidential]) assert.ok(!(await facts(untrusted, id)).includes('同一诉求人'));
});
