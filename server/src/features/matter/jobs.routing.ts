import { sql } from 'kysely';
import { Refusal } from '../../platform/errors.ts';
import type { Context } from '../../platform/runtime.ts';
import type { Subscriber } from '../../platform/subscribers.ts';
import { carried, type KeptRuling, raiseAlarm, rulingsOf, takeTurn } from '../routing/index.ts';
import type { Hold, UnitChoice } from '../workflow/index.ts';
import { surroundings } from './abilities.ts';
import { actIn } from './commands.act.ts';
import { type Matter, readMatters } from './row.ts';

/** What a rule decides the centre would have decided: the rule dispatches in its name. */
const FOR_THE_CENTRE: Hold[] = [{ relation: 'centre', permissions: new Set(['matter:dispatch']) }];

async function unitsOf(ctx: Context, { outcome }: KeptRuling): Promise<UnitChoice[]> {
  const units: UnitChoice[] = [];
  for (const { unit, role, account, turn, note } of outcome.units) {
    const person = account ?? (turn ? await takeTurn(ctx, unit) : null);
    units.push({ unit, role, ...(person && { account: person }), ...(note && { note }) });
  }
  return units;
}

/** Nobody has dispatched it yet. */
const waits = (matter: Matter): boolean => matter.open && matter.tasks.every(({ role }) => role === null);

/** Dispatches by a decision. A refusal leaves the matter with its centre, gives the turn back and is told to the administrators. */
async function dispatch(ctx: Context, matter: Matter, ruling: KeptRuling): Promise<void> {
  await sql.raw('savepoint routing').execute(ctx.db);
  try {
    const form = {
      units: await unitsOf(ctx, ruling),
      opinion: `按分派规则「${ruling.rule_name}」（第 ${ruling.version} 版）自动派遣`,
    };
    const step = { version: matter.version, form, clientId: ruling.id, also: FOR_THE_CENTRE };
    await actIn(ctx, matter.id, 'dispatch', step, await surroundings(ctx.runtime));
    carried(ctx, ruling.id, 'done');
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await sql.raw('rollback to savepoint routing').execute(ctx.db);
    carried(ctx, ruling.id, 'refused');
    const words = `不能自动派遣：${error.message}`;
    raiseAlarm(ctx, ruling.version, { rule: ruling.rule ?? '', problem: 'refused', words });
  }
  // The next one of the batch may be for the same unit, whose turn and tasks must be as they now are.
  await ctx.flush();
}

/** Carries out what rules decide by themselves, right after a matter was opened or corrected. Each decision is carried out once. */
export const autoDispatcher: Subscriber = {
  name: 'matter.routing',
  wants: (kind) => kind === 'matter.opened' || kind === 'matter.amend',
  async handle(ctx, events) {
    const rulings = await rulingsOf(ctx.db, [...new Set(events.map(({ subject }) => subject))]);
    const due = [...rulings.values()].filter(({ outcome, carried: done }) => outcome.auto && done === null);
    for (const ruling of due) {
      const matter = (await readMatters(ctx.db, [ruling.subject])).get(ruling.subject);
      if (matter && waits(matter)) await dispatch(ctx, matter, ruling);
      else carried(ctx, ruling.id, 'overtaken');
    }
  },
};
