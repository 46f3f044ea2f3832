import { type Actor, areasOf } from '../../../platform/access.ts';
import { badField } from '../../../platform/errors.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { areaTree } from '../../area/index.ts';
import { dictionaries } from '../../dictionary/index.ts';
import { mayAt, UNMASK_RESIDENTS, VIEW_RESIDENTS } from '../../resident/index.ts';
import { type Compiled, compileRule, problemOf } from './compile.ts';
import { factsOf } from './facts.ts';

/**
 * A rule that an actor asks, ready for the database. Refuses at its field, in words, what is not sound, and what asks for masked items: whoever may not
 * unmask could find values out by asking often enough.
 */
export async function askedRule(runtime: Runtime, actor: Actor, rule: string): Promise<Compiled> {
  const [facts, words] = [await factsOf(runtime), await dictionaries(runtime)];
  const problem = problemOf(rule, facts);
  if (problem) throw badField('rule', 'bad_rule', `条件写得不对：${problem}`);
  const compiled = compileRule(rule, facts, words);
  const areas = await areaTree(runtime);
  // Everywhere it is asked of, not somewhere: who unmasks in one grid must not spell out the names of a district.
  const unmasks = areasOf(actor, VIEW_RESIDENTS).every((top) => mayAt(actor, UNMASK_RESIDENTS, top, areas));
  if (compiled.masked && !unmasks)
    throw badField(
      'rule',
      'masked_item',
      '条件里有对您遮盖的内容（如姓名、出生日期、残疾、低保），您不能按它筛选；可以用年龄等不遮盖的项，或使用别人共享的人群。',
    );
  return compiled;
}
