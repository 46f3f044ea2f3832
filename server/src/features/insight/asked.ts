import type { Actor } from '../../platform/access.ts';
import { badField, notFound } from '../../platform/errors.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { type UnitRegistry, unitRegistry } from '../account/index.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { dayOf, isDay, type Span, spanOf, trendDays } from './period.ts';
import { type Asked, type Scope, scopeOf } from './policy.ts';
import { startsOf } from './rules.ts';
import { newestSchemes, type PublishedScheme } from './scheme.store.ts';
import { type Period, periods } from './vocabulary.ts';

/** What a table or a list is asked for, as it stands in the address. */
export interface Question extends Asked {
  scheme?: string;
  period?: string;
  /** Any day of the period; today when left out. */
  day?: string;
  type?: string;
}

/** The question, understood and within what the actor may see. */
export interface Understood {
  scheme: PublishedScheme;
  period: Period;
  day: string;
  span: Span;
  /** The days, or first days of months, by which its course is drawn. */
  course: string[];
  starts: number;
  /** Null: all types. */
  types: readonly string[] | null;
  scope: Scope;
  areas: AreaTree;
  units: UnitRegistry;
}

function typesOf(scheme: PublishedScheme, type: string | undefined): readonly string[] | null {
  if (!type) return scheme.types ?? null;
  if (scheme.types && !scheme.types.includes(type))
    throw badField('type', 'other_type', `“${scheme.name}”不考核这一类事项，请换一个方案或类型。`);
  return [type];
}

/** Understands a question. Refuses an unknown scheme, a period the scheme does not have, and what the actor may not see. */
export async function understand(runtime: Runtime, actor: Actor, question: Question): Promise<Understood> {
  const [areas, units, schemes] = await Promise.all([
    areaTree(runtime),
    unitRegistry(runtime),
    newestSchemes(runtime),
  ]);
  const scheme = schemes.find(({ code }) => code === (question.scheme ?? schemes[0]?.code));
  if (!scheme) throw notFound('考核方案');
  const period = (question.period ?? 'month') as Period;
  if (!scheme.periods.includes(period))
    throw badField(
      'period',
      'no_such_period',
      `“${scheme.name}”不按${periods[period]}统计，请换一个统计期。`,
    );
  const starts = startsOf(scheme);
  const day = question.day ?? dayOf(runtime.clock.now(), starts);
  if (!isDay(day)) throw badField('day', 'bad_day', '日期无效，请按 2026-03-31 的样子填写。');
  const scope = scopeOf(actor, question, areas, units);
  const span = spanOf(period, day, starts);
  const course = trendDays(period, span);
  return {
    scheme,
    period,
    day,
    span,
    course,
    starts,
    types: typesOf(scheme, question.type),
    scope,
    areas,
    units,
  };
}
