import type { Step } from '../matter.ts';

/** One thing somebody did: the step itself, what only staff may read of it, and the steps it went through on the way. */
export interface Turn {
  main: Step;
  internal: Step[];
  implied: Step[];
}

export const isInternal = (step: Step): boolean => step.internal;

const actionOf = (step: Step): string => step.kind.replace(/\.internal$/, '');

/** Puts together what was recorded by one act: same moment, same person. Oldest first, as it came. */
export function turnsOf(steps: readonly Step[]): Turn[] {
  const acts = new Map<string, Step[]>();
  for (const step of steps) {
    const key = `${step.at} ${step.actor.name}`;
    acts.set(key, [...(acts.get(key) ?? []), step]);
  }
  return [...acts.values()].flatMap(turnsOfAct);
}

function turnsOfAct(steps: Step[]): Turn[] {
  const implied = steps.filter((step) => step.implied);
  const said = steps.filter((step) => !step.implied);
  const mains = said.filter((step) => !step.kind.endsWith('.internal'));
  // What is only for staff stands by itself where its public half is not to be read.
  const alone = said.filter(
    (step) => step.kind.endsWith('.internal') && !mains.some((main) => main.kind === actionOf(step)),
  );
  return [...mains, ...alone].map((main, at) => ({
    main,
    internal: said.filter((step) => step !== main && step.kind === `${main.kind}.internal`),
    implied: at === 0 ? implied : [],
  }));
}
