import { sql } from 'kysely';
import { type Actor, SYSTEM } from '../../platform/access.ts';
import type { Db } from '../../platform/database/open.ts';
import type { DocumentTrial, TrialDifference, TrialLine } from '../../platform/documents.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { loadActor } from '../account/index.ts';
import {
  compileWorkflow,
  openMatter,
  parseDefinition,
  type Workflow,
  workflowAt,
} from '../workflow/index.ts';
import { type Surroundings, surroundings } from './abilities.ts';
import { type Matter, readMatters } from './row.ts';
import { type PastStep, type Replayed, replay } from './rules.replay.ts';
import { holdsOn } from './standing.ts';
import { aboutMatter, mattersOf } from './trial.matters.ts';
import { afterEvent, atFirst, type PastEvent } from './trial.then.ts';
import { viewOf } from './view.ts';

const BATCH = 100;
/** So many people are remembered; more are asked for again. */
const MOST_ACTORS = 2000;

interface Row extends PastEvent {
  subject: string;
}

async function eventsOf(db: Db, ids: readonly string[], until: Date): Promise<Map<string, Row[]>> {
  const { rows } = await sql<Row>`
    select subject, kind, actor, at, data from event
    where subject = any (${ids as string[]}::uuid[]) and subject_kind = 'matter' and at < ${until}::timestamptz
    order by subject, seq`.execute(db);
  return Map.groupBy(rows, ({ subject }) => subject);
}

/** The people of the past with the rights they have today; null for one who has left. */
function people(runtime: Runtime): (id: string) => Promise<Actor | null> {
  const known = new Map<string, Actor | null>([[SYSTEM.id, SYSTEM]]);
  return async (id) => {
    if (known.has(id)) return known.get(id)!;
    if (known.size > MOST_ACTORS) known.clear();
    const actor = id === SYSTEM.id ? SYSTEM : await loadActor(runtime.db, id);
    known.set(id, actor);
    return actor;
  };
}

interface Line {
  name: string;
  steps: number;
  refused: number;
  elsewhere: number;
  asks: number;
  byGraph: number;
}

interface Trying {
  draft: Workflow;
  around: Surroundings;
  actorOf: (id: string) => Promise<Actor | null>;
}

interface Step {
  past: PastStep;
  replayed: Replayed;
}

const INTERNAL = '.internal';

/** The steps of a matter in their order, each decided again by its own flow and by the draft. */
async function stepsOf(
  matter: Matter,
  events: readonly PastEvent[],
  flow: Workflow,
  trying: Trying,
): Promise<Step[]> {
  const { draft, around, actorOf } = trying;
  const type = around.types.types.get(matter.type_code);
  if (!type) return [];
  const steps: Step[] = [];
  let then = atFirst(matter);
  let internal: Record<string, unknown> = {};
  for (const event of events) {
    const action = event.kind.slice('matter.'.length);
    const { to, implied, form } = event.data;
    if (action.endsWith(INTERNAL)) internal = { ...form };
    if (implied || action.endsWith(INTERNAL)) continue;
    let decision = action === 'opened' ? openMatter(flow) : null;
    if (to && flow.actions.has(action)) {
      const actor = await actorOf(event.actor);
      const view = viewOf(then, type, actor ?? SYSTEM, around.units, around.areas);
      const holds = actor && holdsOn(actor, then, around.units);
      // A step that implies others tells itself from the last of them: what counts is where the matter stood.
      const past = {
        action,
        from: then.state,
        to,
        at: event.at,
        form: { ...internal, ...form },
        view,
        holds,
      };
      const replayed = replay(past, flow, draft);
      steps.push({ past, replayed });
      decision = replayed.decision;
    }
    internal = {};
    then = afterEvent(then, event, decision, around.units);
  }
  return steps;
}

function count(lines: Map<string, Line>, { past: { action }, replayed }: Step, name: string): void {
  const line = lines.get(action) ?? { name, steps: 0, refused: 0, elsewhere: 0, asks: 0, byGraph: 0 };
  lines.set(action, line);
  line.steps += 1;
  if (!replayed.certain) line.byGraph += 1;
  const { kind } = replayed.verdict;
  if (kind === 'refused' || kind === 'elsewhere' || kind === 'asks') line[kind] += 1;
}

const linesOf = (lines: Map<string, Line>): TrialLine[] =>
  [...lines].map(([code, { name, steps, refused, elsewhere, asks, byGraph }]) => ({
    code,
    name,
    cells: [steps, refused, elsewhere, asks, byGraph],
  }));

/** What is told of a step that would be otherwise; null for one that would not. */
function differenceOf(
  { past, replayed: { verdict } }: Step,
  matter: Matter,
  flow: Workflow,
): Omit<TrialDifference, 'about'> | null {
  if (verdict.kind === 'same' || verdict.kind === 'unknown') return null;
  const { action, from, to, at } = past;
  const [name, ...states] = [
    flow.actions.get(action)!.name,
    ...[from, to].map((state) => flow.states.get(state)?.name ?? state),
  ];
  return {
    line: action,
    subject: matter.id,
    at,
    before: `「${name}」：${states.join(' → ')}`,
    after: verdict.kind === 'asks' ? `须另外填写：${verdict.words}` : verdict.words,
  };
}

/**
 * The steps taken on the matters of a period, each decided again by the flow that the matter has and by the draft, as the matter was
 * then: which ones the draft would not allow, would lead elsewhere, or would ask more for. Each step is judged by itself.
 */
export const flowTrial: DocumentTrial = {
  words: { tried: '步', different: '步会不同' },
  columns: ['步数', '不能做', '去别的环节', '须另外填写', '只按流程图核对'],
  async *run(runtime, { code, text }, past) {
    const around = await surroundings(runtime);
    const draft = compileWorkflow(parseDefinition(text).value!);
    const trying: Trying = { draft, around, actorOf: people(runtime) };
    const lines = new Map<string, Line>();
    for await (const batch of mattersOf(runtime.db, past, BATCH)) {
      const ids = batch.flatMap(({ id, workflow_code }) => (workflow_code === code ? id : []));
      const [matters, events] = await Promise.all([
        readMatters(runtime.db, ids),
        eventsOf(runtime.db, ids, past.until),
      ]);
      const differences: TrialDifference[] = [];
      let tried = 0;
      for (const matter of ids.flatMap((id) => matters.get(id) ?? [])) {
        const flow = await workflowAt(runtime, code, matter.workflow_version);
        const about = aboutMatter(matter, around.types, around.areas);
        for (const step of await stepsOf(matter, events.get(matter.id) ?? [], flow, trying)) {
          count(lines, step, flow.actions.get(step.past.action)!.name);
          tried += 1;
          const told = differenceOf(step, matter, flow);
          if (told) differences.push({ ...told, about });
        }
      }
      yield { tried, at: batch.at(-1)!.created_at, differences };
    }
    return linesOf(lines);
  },
};
