import type { Actor } from '../../platform/access.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { registry } from '../matter/index.ts';
import { dayOf, shifted, spanName } from './period.ts';
import { indicatorTable, type TableQuestion } from './queries.table.ts';
import { newestSchemes } from './scheme.store.ts';
import { schemeInfo } from './words.ts';

/** The schemes in force, in words. */
export async function listSchemes(runtime: Runtime) {
  const [schemes, { types }] = await Promise.all([newestSchemes(runtime), registry(runtime)]);
  return { items: schemes.map((scheme) => schemeInfo(scheme, (code) => types.get(code)?.name ?? code)) };
}

/** The table as it is shown and exported. */
export async function showTable(runtime: Runtime, actor: Actor, question: TableQuestion) {
  const { asked, ...table } = await indicatorTable(runtime, actor, question);
  const { scheme, period, span, starts, scope, areas, units } = asked;
  const next = shifted(period, span.from, 1);
  const only = scope.units?.length === 1 ? (units.get(scope.units[0]!)?.name ?? null) : null;
  const own = scope.account === actor.id;
  return {
    ...table,
    scheme: scheme.code,
    period: {
      kind: period,
      name: spanName(period, span.from),
      day: span.from,
      previous: shifted(period, span.from, -1),
      next: next <= dayOf(runtime.clock.now(), starts) ? next : null,
      start: span.start.toISOString(),
      end: span.end.toISOString(),
    },
    area: {
      id: scope.area.id,
      name: scope.area.name,
      // Only as far up as the reader may look.
      path: scope.area.path
        .filter((id) => scope.tops.length === 0 || scope.tops.some((top) => areas.within(id, top)))
        .map((id) => ({ id, name: areas.get(id)?.name ?? '' })),
    },
    unit: only,
    own,
    grains: scope.account ? [] : ['area', 'unit', 'post', 'person'],
  };
}
