/** One step of an item. Days are YYYY-MM-DD. */
export interface Milestone {
  name: string;
  due_on: string;
  done_on: string | null;
}

/** How an item stands today: done at a hundred percent, overdue when its deadline or a milestone has passed unreached. */
export function standOf(
  item: { percent: number; deadline: string; milestones: readonly Milestone[] },
  today: string,
): 'done' | 'overdue' | 'running' {
  if (item.percent >= 100) return 'done';
  const late =
    item.deadline < today || item.milestones.some((step) => step.done_on === null && step.due_on < today);
  return late ? 'overdue' : 'running';
}

/** The milestones after an entry: those named are reached today, reached ones keep their day. */
export function reached(
  milestones: readonly Milestone[],
  names: readonly string[],
  today: string,
): Milestone[] {
  return milestones.map((step) =>
    step.done_on === null && names.includes(step.name) ? { ...step, done_on: today } : step,
  );
}
