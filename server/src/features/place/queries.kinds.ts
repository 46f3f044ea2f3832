import { sql } from 'kysely';
import type { Static } from 'typebox';
import { cacheOf } from '../../platform/cache.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { dictionaries, registryItems } from '../dictionary/index.ts';
import { fieldsOf, personal, REGISTRY, type Subject } from './rules.ts';
import type { Kind, SubjectForm } from './schema.ts';

type KindOf = Static<typeof Kind>;

/** The classes of components (部件小类) are those of the categories in force, under the class above them. */
const components = cacheOf(['matter.registry'], async (runtime: Runtime): Promise<KindOf[]> => {
  const { rows } = await sql<{ code: string; name: string; group: string }>`
    select c.code, c.name, g.name as group from matter_category c join matter_category g on g.code = c.parent_code
    where c.kind = 'component' and c.retired_at is null and c.offered order by g.position, c.position`.execute(
    runtime.db,
  );
  return rows;
});
export const componentKinds = (runtime: Runtime): Promise<KindOf[]> => components.get(runtime);

/** The kinds of a subject that are offered. */
export async function kindsOf(runtime: Runtime, subject: Subject): Promise<KindOf[]> {
  if (subject === 'component') return componentKinds(runtime);
  const [registry, words] = await Promise.all([registryItems(runtime), dictionaries(runtime)]);
  const list = words.get(registry.item(REGISTRY[subject], 'kind')?.dictionary ?? '');
  return (list?.items ?? []).flatMap(({ code, name, retired }) =>
    retired ? [] : { code, name, group: null },
  );
}

/** Names of the codes of an item, retired ones too; the code itself where nobody knows it. */
export async function namer(
  runtime: Runtime,
): Promise<(subject: Subject, item: string, code: string) => string> {
  const [registry, words, classes] = await Promise.all([
    registryItems(runtime),
    dictionaries(runtime),
    componentKinds(runtime),
  ]);
  return (subject, item, code) => {
    if (subject === 'component' && item === 'kind')
      return classes.find((each) => each.code === code)?.name ?? code;
    const dictionary = registry.item(REGISTRY[subject], item)?.dictionary;
    return dictionary ? words.nameOf(dictionary, code) : code;
  };
}

/** The form of a subject: its items in their order, with the words of those that are codes. */
export async function formOf(runtime: Runtime, subject: Subject): Promise<Static<typeof SubjectForm>> {
  const [registry, words] = await Promise.all([registryItems(runtime), dictionaries(runtime)]);
  const kinds = await kindsOf(runtime, subject);
  const items = fieldsOf(registry, subject).map((item) => {
    const options = (words.get(item.dictionary ?? '')?.items ?? []).filter(({ retired }) => !retired);
    return {
      code: item.code,
      name: item.name,
      type: item.code === 'kind' ? ('code' as const) : item.type,
      many: item.many ?? false,
      most: item.most ?? null,
      personal: personal(item),
      unsure: item.unsure ?? false,
      options: item.code === 'kind' ? kinds : options.map(({ code, name }) => ({ code, name, group: null })),
    };
  });
  return { subject, items };
}
