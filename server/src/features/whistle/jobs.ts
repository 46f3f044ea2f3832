import { sql } from 'kysely';
import { SYSTEM } from '../../platform/access.ts';
import type { EventRow } from '../../platform/events.ts';
import type { Context } from '../../platform/runtime.ts';
import type { Subscriber } from '../../platform/subscribers.ts';
import { areaTree } from '../area/index.ts';
import { lockMatter, type Matter, tell } from '../matter/index.ts';
import { workflowAt } from '../workflow/index.ts';
import { TYPE } from './policy.ts';

interface Pair {
  id: string;
  parent: string;
  workflow_code: string;
  workflow_version: number;
}

/** Whistles blown for some matters and not done yet, with the flows of those. */
async function openFor(ctx: Context, parents: readonly string[]): Promise<Pair[]> {
  const { rows } = await sql<Pair>`
    select m.id, m.parent_id as parent, p.workflow_code, p.workflow_version
    from matter m join matter p on p.id = m.parent_id
    where m.parent_id = any (${parents as string[]}::uuid[]) and m.type_code = ${TYPE} and m.open and m.closed_at is null
    order by m.id`.execute(ctx.db);
  return rows;
}

/** How a matter ended by the last of some events that ended it, in the words of its flow; null when none did. */
async function endOf(ctx: Context, { parent, ...flow }: Pair, events: EventRow[]): Promise<string | null> {
  const { states } = await workflowAt(ctx.runtime, flow.workflow_code, flow.workflow_version);
  const over = (code: string | null) => {
    const state = states.get(code ?? '');
    return state?.terminal || state?.settled ? state : undefined;
  };
  const last = events.findLast(
    ({ subject, data }) => subject === parent && over(data.to) && !over(data.from),
  );
  return last ? over(last.data.to)!.name : null;
}

const isDone = (matter: Matter): boolean => !matter.open || matter.closed_at !== null;

/**
 * Tells whoever blew a whistle, and the centre, that the matter it was blown for has ended or was merged: departments may be on the spot,
 * so nothing ends by itself. They withdraw it, or go on.
 */
export const parentFollower: Subscriber = {
  name: 'whistle.parent',
  wants: (kind) => kind.startsWith('matter.') && !kind.startsWith('matter.registry'),
  async handle(ctx, events) {
    const ending = events.filter(({ data }) => (data.work as { end?: unknown } | undefined)?.end);
    if (ending.length === 0) return;
    const areas = await areaTree(ctx.runtime);
    for (const pair of await openFor(ctx, [...new Set(ending.map(({ subject }) => subject))])) {
      const state = await endOf(ctx, pair, ending);
      if (!state) continue;
      const matter = await lockMatter(ctx.db, SYSTEM, areas, pair.id);
      if (isDone(matter)) continue;
      const notify = (['creator', 'centre'] as const).map((audience) => ({
        audience,
        template: `whistle-parent-ended-${audience}`,
      }));
      const form = { reason: `关联事项${state}` };
      tell(ctx, matter, [{ kind: 'parent-ended', audience: 'staff', form, data: { notify } }]);
    }
  },
};
