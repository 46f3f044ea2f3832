import { dayOf } from '../../platform/day.ts';
import { badFields, type FieldFault } from '../../platform/errors.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { checkValue, dictionaries, type RegistryItems, registryItems } from '../dictionary/index.ts';
import type { Value, Values } from '../source/index.ts';
import { componentKinds } from './queries.kinds.ts';
import { fieldsOf, naming, personal, REGISTRY, type Subject, WORDS } from './rules.ts';

/** Values that were checked, those about persons apart. */
export interface Checked {
  open: Values;
  hidden: Values;
}

/** Parts values by whether they are about a person. */
export function part(registry: RegistryItems, subject: Subject, values: Values): Checked {
  const [open, hidden]: [Values, Values] = [{}, {}];
  for (const [code, value] of Object.entries(values)) {
    const item = registry.item(REGISTRY[subject], code);
    if (item && personal(item)) hidden[code] = value;
    else open[code] = value;
  }
  return { open, hidden };
}

/** Said where `naming` finds something. */
export const NAMES_PERSON = '案（事）件不登记人员，请去掉身份证号、手机号和姓名。';

/**
 * Checks values as they were typed, item by item, by the registry; every fault at its field. `whole`: what nothing is without must be among them.
 */
export async function checkValues(
  runtime: Runtime,
  subject: Subject,
  said: Record<string, unknown>,
  whole: boolean,
): Promise<Checked> {
  const [registry, words] = await Promise.all([registryItems(runtime), dictionaries(runtime)]);
  const by = { words, today: dayOf(runtime.clock.now()) };
  const known = new Map(fieldsOf(registry, subject).map((item) => [item.code, item]));
  const faults: FieldFault[] = [];
  const values: Values = {};
  for (const [code, value] of Object.entries(said)) {
    const item = known.get(code);
    const checked = item && checkValue(item, String(value ?? ''), by);
    if (checked?.ok) values[code] = checked.value as Value;
    else
      faults.push({
        path: `values.${code}`,
        code: item ? 'bad_value' : 'unknown_item',
        message: checked?.problem ?? `${WORDS[subject]}没有「${code}」这一项。`,
      });
  }
  const kinds = subject === 'component' && values.kind ? await componentKinds(runtime) : null;
  if (kinds && !kinds.some(({ code }) => code === values.kind))
    faults.push({ path: 'values.kind', code: 'bad_value', message: '没有这个部件类别，请重新选择。' });
  if (whole && kinds && !values.name)
    values.name = kinds.find(({ code }) => code === values.kind)?.name ?? null;
  for (const code of subject === 'vehicle' ? ['plate', 'kind'] : ['name', 'kind']) {
    const empty = code in values ? values[code] === null : whole && !(code in said);
    if (empty)
      faults.push({ path: `values.${code}`, code: 'required', message: `请填写${known.get(code)!.name}。` });
  }
  const named = naming(subject, values);
  if (named) faults.push({ path: `values.${named}`, code: 'names_person', message: NAMES_PERSON });
  if (faults.length > 0) throw badFields(faults);
  return part(registry, subject, values);
}
