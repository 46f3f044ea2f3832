import { type Actor, holds } from '../../platform/access.ts';
import { badField, badFields, notAllowed } from '../../platform/errors.ts';
import type { Runtime } from '../../platform/runtime.ts';
import type { UnitRegistry } from '../account/index.ts';
import { type AreaNode, type AreaTree, boundaryVersion, gridAt, placeOfAddress } from '../area/index.ts';
import { propertyUnitAt } from '../housing/index.ts';
import { centreFor, LEVELS } from '../routing/index.ts';
import { checkAnswers, type MatterType, type Workflow } from '../workflow/index.ts';
import { DEPTHS } from './policy.ts';
import type { CategoryNode, Registry } from './registry.ts';

export interface Where {
  point?: { lng: number; lat: number };
  address?: string;
  /** Id or code of an area chosen by hand. */
  area?: string;
}

/** Where a matter was put, and how that was found. */
export interface Located {
  area: AreaNode;
  placedBy: 'point' | 'address' | 'chosen';
  point: { lng: number; lat: number } | null;
  boundaryVersion: number;
}

/** The matter type of a code; refuses one that does not exist or is no longer in use. */
export function typeOf(registry: Registry, code: string): MatterType {
  const type = registry.types.get(code);
  if (!type)
    throw badField(
      'type',
      'unknown_type',
      `没有「${code}」这种事项类型，可选：${[...registry.types.keys()].join('、')}。`,
    );
  return type;
}

/** Refuses a way in that the type does not have or that is not this actor's. */
export function checkSource(type: MatterType, source: string, actor: Actor): void {
  if (!(type.sources as string[]).includes(source))
    throw badField('source', 'source_not_offered', `「${type.name}」不能从这个渠道提出。`);
  const forOthers = source !== 'resident' && source !== 'patrol';
  if (actor.kind === 'resident' && source !== 'resident') throw notAllowed('居民账号请用「居民自报」提出。');
  if (forOthers && !holds(actor, 'matter:create-for-other') && !holds(actor, 'matter:import'))
    throw notAllowed('您的账号不能替他人登记。');
}

/** The class of a code when the type offers its scheme; refuses others by name. */
export function categoryOf(
  registry: Registry,
  type: MatterType,
  code: string | undefined,
): CategoryNode | undefined {
  if (!code) {
    if (type.category_required) throw badField('category', 'required', '请选择类别。');
    return undefined;
  }
  const category = registry.categories.get(code);
  if (!category?.offered || !type.schemes.includes(category.scheme))
    throw badField(
      'category',
      'unknown_category',
      `「${type.name}」没有编码为「${code}」的类别，请重新选择，也可以不选。`,
    );
  return category;
}

/** The condition of a class, if one was named. */
export function conditionOf(category: CategoryNode | undefined, code: string | undefined): string | null {
  if (!code) return category?.defaultCondition ?? null;
  if (!category?.conditions.some((each) => each.code === code))
    throw badField('condition', 'unknown_condition', '所选立案条件不属于这个类别，请重新选择。');
  return code;
}

/** The type's own questions, checked as its form says. */
export function answersOf(type: MatterType, answers: Record<string, unknown>): Record<string, unknown> {
  const { values, problems } = checkAnswers(type.form, answers);
  if (problems.length > 0)
    throw badFields(problems.map((problem) => ({ ...problem, path: `answers.${problem.path}` })));
  return values;
}

/** Finds the area of a call: by its point, else by address or building name, else the one chosen. */
export async function locate(runtime: Runtime, areas: AreaTree, where: Where): Promise<Located> {
  const version = await boundaryVersion(runtime);
  const { point = null, address, area: chosen } = where;
  if (point) {
    const at = await gridAt(runtime, point.lng, point.lat);
    const grid = areas.get(at.grid ?? '');
    if (grid) return { area: grid, placedBy: 'point', point, boundaryVersion: version };
    if (!chosen && !address)
      throw badField(
        'point',
        'outside_city',
        '这个位置不在本市任何网格内。请在地图上重新点选，或填写地址、选择社区。',
      );
  }
  const place = address ? await placeOfAddress(runtime.db, address) : null;
  if (place) {
    const spot = place.lng !== null && place.lat !== null ? { lng: place.lng, lat: place.lat } : null;
    // A building may stand in a special grid (专属网格), which then answers for it.
    const at = spot ? (await gridAt(runtime, spot.lng, spot.lat)).grid : null;
    const known = areas.get(at ?? place.area_id);
    if (known && !known.retired)
      return { area: known, placedBy: 'address', point: spot, boundaryVersion: version };
  }
  if (chosen)
    return { area: chosenArea(areas, chosen), placedBy: 'chosen', point: null, boundaryVersion: version };
  const path = point ? 'point' : address ? 'address' : 'area';
  throw badField(
    path,
    'not_placed',
    address
      ? '没有找到这个地址。请在地图上点选位置，或选择所在社区。'
      : '请说明地点：定位、在地图上点选、填写地址，或选择社区。',
  );
}

function chosenArea(areas: AreaTree, text: string): AreaNode {
  const area = areas.get(text) ?? areas.byCode(text);
  if (!area || area.retired) throw badField('area', 'unknown_area', '没有这个区域，请重新选择社区或网格。');
  if (area.path.length === 0 || area.path.length > DEPTHS)
    throw badField('area', 'not_in_city', '请选择本市的社区或网格。');
  return area;
}

/** The centre that gets a matter first: that of the rule's or else the type's level for the place, else the nearest above it. */
export function startingCentre(
  type: MatterType,
  area: AreaNode,
  areas: AreaTree,
  units: UnitRegistry,
  level: keyof typeof LEVELS | null = null,
): string {
  const centre = centreFor(level ? LEVELS[level] : type.start.level, area, { areas, units });
  if (centre) return centre.id;
  throw badField('area', 'no_centre', '这个区域还没有设立指挥中心，请联系管理员。');
}

const askingProperty = new WeakMap<Workflow, boolean>();

/** Whether a flow gives property companies a part in its matters: something to own, to do, or to be told of. */
function asksProperty(workflow: Workflow): boolean {
  const known = askingProperty.get(workflow);
  if (known !== undefined) return known;
  const asks = partsOf(workflow).includes('property');
  askingProperty.set(workflow, asks);
  return asks;
}

/** Everybody to whom a flow gives a part, by their relation to the matter. */
function partsOf({ definition }: Workflow): unknown[] {
  return [
    ...Object.values(definition.states).flatMap(({ owner, todo }) => [owner, todo?.holder, todo?.otherwise]),
    ...Object.values(definition.actions).flatMap(({ by, notify = [] }) => [
      ...by.map(({ relation }) => relation),
      ...notify.map(({ audience }) => audience),
    ]),
  ];
}

/**
 * The property company of the estate in which the place lies, else the one that serves the smallest area around it; null when there
 * is none, and for every flow in which it has no part: a complaint against the company is not the company's to read.
 */
export async function propertyOf(
  runtime: Runtime,
  workflow: Workflow,
  { area, point }: Pick<Located, 'area' | 'point'>,
  units: UnitRegistry,
): Promise<string | null> {
  if (!asksProperty(workflow)) return null;
  const own = units.get((point && (await propertyUnitAt(runtime, point.lng, point.lat))) ?? '');
  if (own && !own.retired) return own.id;
  for (const id of [...area.path].reverse()) {
    const company = units.of(id, 'property')[0];
    if (company) return company.id;
  }
  return null;
}

/** The area whose code heads the human number: the community, or what is nearest to it. */
export function numberArea(area: AreaNode, areas: AreaTree): AreaNode {
  return areas.ancestor(area.id, 'community') ?? area;
}
