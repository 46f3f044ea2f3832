import type { Static } from 'typebox';
import { type Actor, holds } from '../../platform/access.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { wordsOf } from '../../platform/words.ts';
import { unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { rulingsOf } from '../routing/index.ts';
import { type MatterType, newestWorkflow, sources } from '../workflow/index.ts';
import { unitRef } from './item.ts';
import { type CategoryNode, type Registry, registry } from './registry.ts';
import { findMatter } from './row.ts';
import { type Suggestion, suggestUnits } from './rules.suggest.ts';
import type { CatalogCategory, CatalogState, CatalogType, UnitSuggestion } from './schema.desk.ts';

type Category = Static<typeof CatalogCategory>;

/** The ways in that are this actor's; none when the type is not for them. */
function sourcesFor(type: MatterType, actor: Actor): string[] {
  if (actor.kind === 'resident') return type.sources.filter((source) => source === 'resident');
  const forOthers = holds(actor, 'matter:create-for-other') || holds(actor, 'matter:import');
  return type.sources.filter((source) => source !== 'resident' && (forOthers || source === 'patrol'));
}

/** The types the actor may create, with their own questions. */
export async function catalogTypes(runtime: Runtime, actor: Actor): Promise<Static<typeof CatalogType>[]> {
  const { types } = await registry(runtime);
  return [...types.values()].flatMap((type) => {
    const mine = sourcesFor(type, actor);
    if (type.hidden || mine.length === 0) return [];
    const { code, name, description, icon, photos, place_required, category_required, form } = type;
    return {
      code,
      name,
      description,
      icon,
      photos,
      place_required,
      category_required,
      anonymous: type.anonymous,
      confidential: type.confidential,
      sources: mine.map((source) => ({ code: source, name: sources[source as keyof typeof sources] })),
      form: form.filter((field) => actor.kind !== 'resident' || !field.staff),
    };
  });
}

function pathOf(category: CategoryNode, types: Registry): string {
  const parent = types.categories.get(category.parentCode ?? '');
  return parent ? `${pathOf(parent, types)} / ${category.name}` : category.name;
}

const UNITS: Record<string, string> = {
  urgent_minute: '分钟',
  urgent_hour: '小时',
  urgent_day: '天',
  work_hour: '工作小时',
  work_day: '工作日',
};
const limitText = ({ value, unit }: { value: number; unit: string }) => `${value} ${UNITS[unit] ?? unit}`;

function toCategory(category: CategoryNode, types: Registry, actor: Actor): Category {
  const { code, name, parentCode, conditions } = category;
  const own = conditions.map((each) => ({
    code: each.code,
    register: each.register,
    close: each.close,
    limit: limitText(each.limit),
  }));
  return {
    code,
    name,
    parent: parentCode,
    path: pathOf(category, types),
    selectable: category.offered,
    ...(actor.kind !== 'resident' && { conditions: own }),
  };
}

/** How well a class answers what is being typed: its keywords said whole count most, then its name, then shared words. */
function fitOf(category: CategoryNode, said: string, words: ReadonlySet<string>): number {
  const keywords = category.keywords.filter((keyword) => said.includes(keyword.toLowerCase()));
  const named =
    said.includes(category.name.toLowerCase()) || (said.length > 1 && category.name.includes(said));
  const shared = wordsOf(category.name, ...category.keywords).filter((word) => words.has(word)).length;
  const longest = Math.max(0, ...keywords.map((keyword) => keyword.length));
  return keywords.length * 3 + longest + (named ? 6 : 0) + Math.min(shared, 5);
}

const SUGGESTED = 8;

/**
 * The classes of a type, parents first; or, when something is being typed, at most eight that fit it, the best first. Never
 * forced: a call without a class is taken too. The conditions of registering and closing are the staff's.
 */
export async function catalogCategories(
  runtime: Runtime,
  actor: Actor,
  { type: code, q }: { type?: string; q?: string },
): Promise<Category[]> {
  const types = await registry(runtime);
  const schemes = code ? (types.types.get(code)?.schemes ?? []) : null;
  const all = [...types.categories.values()].filter(
    (category) => !schemes || schemes.includes(category.scheme),
  );
  const said = q?.trim().toLowerCase() ?? '';
  if (!said) {
    const offered = new Set(all.flatMap((each) => (each.offered ? [each.code, each.parentCode] : [])));
    return all.filter((each) => offered.has(each.code)).map((each) => toCategory(each, types, actor));
  }
  const words = new Set(wordsOf(said));
  const scored = all.filter((each) => each.offered).map((each) => ({ each, fit: fitOf(each, said, words) }));
  return scored
    .filter(({ fit }) => fit > 0)
    .sort((a, b) => b.fit - a.fit)
    .slice(0, SUGGESTED)
    .map(({ each }) => toCategory(each, types, actor));
}

/** The states of a type's flow, or of all flows by their code, for filters. */
export async function catalogStates(runtime: Runtime, code?: string): Promise<Static<typeof CatalogState>[]> {
  const { types } = await registry(runtime);
  const flows = new Set(
    [...types.values()].filter((type) => !code || type.code === code).map((type) => type.workflow),
  );
  const states = new Map<string, Static<typeof CatalogState>>();
  for (const flow of flows)
    for (const [state, { name, phase, terminal }] of (await newestWorkflow(runtime, flow)).states)
      if (!states.has(state)) states.set(state, { code: state, name, phase, open: !terminal });
  return [...states.values()];
}

const ROLES: Record<string, string> = { main: '主办', co: '协办', inform: '知会' };

/** Whom the routing rules, or where none holds the responsibility matrix, propose for a matter the actor may see, and why. */
export async function unitSuggestions(
  runtime: Runtime,
  actor: Actor,
  id: string,
): Promise<Static<typeof UnitSuggestion>[]> {
  const [types, areas, units] = await Promise.all([
    registry(runtime),
    areaTree(runtime),
    unitRegistry(runtime),
  ]);
  const matter = await findMatter(runtime.db, actor, areas, id);
  const byMatrix = ({ role, category, area }: Suggestion): string => {
    const what = types.categories.get(category ?? '')?.name ?? types.types.get(matter.type_code)?.name ?? '';
    return `${areas.get(area)?.name ?? ''}的「${what}」按责任清单由该单位${ROLES[role] ?? role}`;
  };
  const ruling = (await rulingsOf(runtime.db, [id])).get(id);
  // Who was chosen by a rule and is gone since proposes nobody: then the matrix as it is now.
  const ruled =
    ruling?.by === 'rule' && ruling.outcome.units.every(({ unit }) => units.get(unit)?.retired === false)
      ? ruling.outcome.units.map(({ unit, role }) => ({
          unit,
          role,
          why: `按分派规则「${ruling.rule_name}」（第 ${ruling.version} 版）由该单位${ROLES[role] ?? role}`,
        }))
      : [];
  const chosen =
    ruled.length > 0
      ? ruled
      : suggestUnits({ types, areas, units }, matter).map((each) => ({ ...each, why: byMatrix(each) }));
  return chosen.map(({ unit, role, why }) => ({
    unit: unitRef(units, unit)!,
    role,
    role_name: ROLES[role] ?? role,
    why,
  }));
}
