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
    source: (text) => (text in sources ? text : sourceNames(text)),
    unit: (text) => units.byCode(text)?.id ?? units.get(text)?.id ?? unitNames(text),
  };
}
