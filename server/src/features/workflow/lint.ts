import type { Definition } from './definition.ts';
import type { LadderDefinition } from './ladder.schema.ts';
import { lintActions } from './lint.actions.ts';
import { lintRules } from './lint.conditions.ts';
import { lintFlow } from './lint.flow.ts';
import { type Finding, parseDefinition } from './parse.ts';

/** What a definition may refer to beside itself. Left out, those references are not checked. */
export interface LintContext {
  /** Codes of message templates. */
  templates?: ReadonlySet<string>;
  /** Permissions that at least one role carries. */
  granted?: ReadonlySet<string>;
  /** What clocks climb when nobody answers. */
  ladder?: LadderDefinition | undefined;
}

/** Reads and judges a definition file; [] means it may be used. Never throws on bad input. */
export function lintText(text: string, context: LintContext = {}): Finding[] {
  const parsed = parseDefinition(text);
  return parsed.value ? lint(parsed.value, context) : parsed.findings;
}

/**
 * Proves what can be proved of a definition: every reference exists, every state is reached, owned and left, every clock
 * can be escalated without condition, every action has somebody who can perform it, every rule type-checks.
 * Only a definition without findings of severity `error` may be compiled and used.
 */
export function lint(definition: Definition, context: LintContext = {}): Finding[] {
  const rules = lintRules(definition);
  // A rule that does not compile makes the proofs below guess; say that first.
  const broken = rules.some((found) => found.code === 'bad_rule');
  return [
    ...lintActions(definition, context),
    ...rules,
    ...(broken ? [] : lintFlow(definition, context.ladder)),
  ];
}
