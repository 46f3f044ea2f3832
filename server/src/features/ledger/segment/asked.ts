import { type Actor, areasOf } from '../../../platform/access.ts';
import { badField } from '../../../platform/errors.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { areaTree } from '../../area/index.ts';
import { type Dictionaries, dictionaries } from '../../dictionary/index.ts';
import { mayAt, UNMASK_RESIDENTS, VIEW_RESIDENTS } from '../../resident/index.ts';
import { type Compiled, compileRule, problemOf } from './compile.ts';
import { type Facts, factsOf } from './facts.ts';

/** A rule over these facts, ready for the database; refuses at its field, in words, what is not sound. */
export function compiledRule(rule: string, facts: Facts, words?: Dictionaries): Compiled {
  const problem = problemOf(rule, facts);
  if (problem) throw badField('rule', 'bad_rule', `条件写得不对：${problem}`);
  return compileRule(rule, facts, words);
}

/**
 * A rule that an actor asks, ready for the database. Refuses what is not sound, and what asks for masked items: whoever may not unmask could find values out by asking often enough.
 */
export async function askedRule(runtime: Runtime, actor: Actor, rule: string): Promise<Compiled> {
  const compiled = compiledRule(rule, await factsOf(runtime), await dictionaries(runtime));
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
