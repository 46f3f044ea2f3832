import type { UnitRegistry } from '../account/index.ts';
import type { AreaTree } from '../area/index.ts';
import { sources } from '../workflow/index.ts';
import type { Registry } from './registry.ts';

/** Finds what a text of a file means here: a code, or a name that only one thing has. Null when unknown. */
export interface Lookups {
  type(text: string): string | null;
  category(type: string, text: string): string | null;
  area(text: string): string | null;
  source(text: string): string | null;
  unit(text: string): string | null;
  /** 'true' or 'false'. */
  flag(text: string): string | null;
}

const YES = new Set('true 是 有 要 对 真 1 y yes t √ ✓ 紧急 加急 特急 匿名 保密'.split(' '));
const NO = new Set(
  'false 否 无 没有 不 不是 假 0 n no f × 一般 普通 正常 不紧急 非紧急 不加急 实名 不匿名 非匿名 公开 不保密 非保密'.split(
    ' ',
  ),
);

/** Yes or no in the words of files; null for other words. */
export function flagOf(text: string): boolean | null {
  const word = text.toLowerCase();
  return YES.has(word) ? true : NO.has(word) ? false : null;
}

/** From name to key, without the names that several things have. */
function byName<T>(items: Iterable<T>, name: (item: T) => string, key: (item: T) => string) {
  const map = new Map<string, string | null>();
  for (const item of items) map.set(name(item), map.has(name(item)) ? null : key(item));
  return (text: string): string | null => map.get(text) ?? null;
}

export function buildLookups(types: Registry, areas: AreaTree, units: UnitRegistry): Lookups {
  const typeNames = byName(
    types.types.values(),
    (type) => type.name,
    (type) => type.code,
  );
  const sourceNames = byName(
    Object.entries(sources),
    ([, name]) => name,
    ([code]) => code,
  );
  const areaNames = byName(
    areas.all().filter((area) => !area.retired && area.path.length > 0),
    (area) => area.name,
    (area) => area.id,
  );
  const unitNames = byName(
    units.all().filter((unit) => !unit.retired),
    (unit) => unit.name,
    (unit) => unit.id,
  );
  const categoryNames = new Map(
    [...types.types.values()].map((type) => [
      type.code,
      byName(
        [...types.categories.values()].filter((each) => each.offered && type.schemes.includes(each.scheme)),
        (each) => each.name,
        (each) => each.code,
      ),
    ]),
  );
  return {
    type: (text) => (types.types.has(text) ? text : typeNames(text)),
    category: (type, text) => (types.categories.has(text) ? text : (categoryNames.get(type)?.(text) ?? null)),
    area: (text) => areas.byCode(text)?.id ?? areas.get(text)?.id ?? areaNames(text),
    source: (text) => (Object.hasOwn(sources, text) ? text : sourceNames(text)),
    unit: (text) => units.byCode(text)?.id ?? units.get(text)?.id ?? unitNames(text),
    flag: (text) => flagOf(text)?.toString() ?? null,
  };
}
