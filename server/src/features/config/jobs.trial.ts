import { sql } from 'kysely';
import type { TrialDifference, TrialLine } from '../../platform/documents.ts';
import type { JobKind } from '../../platform/feature.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { TRIAL_JOB } from './commands.trial.ts';
import { trialOf } from './kinds.ts';
import { trialRow } from './queries.trial.ts';

/** So many differences of a line are listed one by one; all are counted. */
const LISTED = 200;

/** The counts of a trial as it goes on. */
class Course {
  tried = 0;
  different = 0;
  #n = 0;
  readonly #lines = new Map<string, number>();

  /** Counts differences and returns those that are still listed, numbered. */
  take(found: readonly TrialDifference[]): (TrialDifference & { n: number })[] {
    this.different += found.length;
    return found.flatMap((each) => {
      const count = (this.#lines.get(each.line) ?? 0) + 1;
      this.#lines.set(each.line, count);
      if (count > LISTED) return [];
      this.#n += 1;
      return { ...each, n: this.#n };
    });
  }

  result(lines: readonly TrialLine[]) {
    const { tried, different } = this;
    const counted = lines.map((line) => ({ ...line, different: this.#lines.get(line.code) ?? 0 }));
    return { tried, different, lines: counted };
  }
}

async function keep(runtime: Runtime, trial: string, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`insert into config_trial_difference (trial_id, n, line, subject, at, about, before, after)
    select ${trial}::uuid, n, line, subject, at, about, before, after
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as d(n int, line text, subject uuid, at timestamptz, about text, before text,
      after text)`.execute(runtime.db);
}

/** Tries a draft on the past, the owner of its kind saying how. Changes nothing else; taken up again after a crash it begins anew. */
export const trialJob: JobKind = {
  kind: TRIAL_JOB,
  async work(runtime, job) {
    const id: string = job.input.subject;
    const { kind, code, text, from_at: from, until_at: until } = await trialRow(runtime.db, id);
    await sql`delete from config_trial_difference where trial_id = ${id}::uuid`.execute(runtime.db);
    const course = new Course();
    const steps = trialOf(kind).run(runtime, { code, text }, { from, until });
    let step = await steps.next();
    for (; !step.done; step = await steps.next()) {
      course.tried += step.value.tried;
      await keep(runtime, id, course.take(step.value.differences));
      const share = (step.value.at.getTime() - from.getTime()) / (until.getTime() - from.getTime());
      await job.report({ done: course.tried, share: Math.min(1, Math.max(0, share)) });
    }
    const result = course.result(step.value);
    await sql`update config_trial set result = ${JSON.stringify(result)}::jsonb where id = ${id}::uuid`.execute(
      runtime.db,
    );
    return { tried: result.tried, different: result.different };
  },
};
