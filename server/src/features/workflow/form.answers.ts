import type { Rule } from '../../platform/rules.ts';
import type { FormField } from './definition.ts';
import { language } from './facts.ts';
import { checkForm, type FormValues } from './form.ts';

const compiled = new Map<string, Rule>();

function ruleOf(source: string): Rule {
  let rule = compiled.get(source);
  if (!rule) {
    rule = language.compile(source);
    compiled.set(source, rule);
  }
  return rule;
}

/** Whether a condition of a matter type holds for the answers given; one that cannot be compared with them does not. */
export function answersMeet(fields: readonly FormField[], answers: FormValues, condition: string): boolean {
  const blank = Object.fromEntries(fields.map((field) => [field.name, null]));
  try {
    return ruleOf(condition).test({ values: { form: { ...blank, ...answers } } });
  } catch {
    return false;
  }
}

/** Checks the answers to a matter type's own questions, also those that only some answers make necessary (`required_when`). */
export function checkAnswers(fields: readonly FormField[], answers: FormValues) {
  const blank = Object.fromEntries(fields.map((field) => [field.name, null]));
  const facts = { values: { form: { ...blank, ...answers } } };
  return checkForm(fields, answers, (field) => {
    if (field.required === true || field.required_when === undefined) return field.required === true;
    try {
      return ruleOf(field.required_when).test(facts);
    } catch {
      // An answer of a kind the condition cannot compare is refused for itself; it makes nothing else necessary.
      return false;
    }
  });
}
