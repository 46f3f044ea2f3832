import { badField } from '../../../platform/errors.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { type Dictionaries, dictionaries, type RegistryItem, registryItems } from '../../dictionary/index.ts';
import { computedItem } from '../form/words.ts';

/** A column of a ledger of people. */
export interface Column {
  code: string;
  name: string;
  type: string;
  dictionary: string | null;
  /** Written in the cell itself; sealed values are changed on the person's own page, where they can be seen. */
  editable: boolean;
  groupable: boolean;
}

const COMPUTED = [
  'calc.age',
  'calc.grid',
  'calc.community',
  'calc.street',
  'calc.estate',
  'calc.building',
  'calc.room',
  'calc.address',
  'calc.household_size',
];

const fromItem = ({ code, name, type, dictionary, fence, mask }: RegistryItem): Column => ({
  ...{ code, name, type, dictionary: dictionary ?? null },
  editable: fence === 'open' && mask !== 'all',
  groupable: dictionary !== undefined && fence === 'open' && mask === undefined,
});

/** Every column a ledger of people may have: what is worked out of home and age, and every item that belongs to no sensitive group. */
export async function allColumns(runtime: Runtime): Promise<Column[]> {
  const items = (await registryItems(runtime)).of('person').filter((item) => !item.group);
  const computed = COMPUTED.flatMap((code): Column[] => {
    const item = computedItem(code);
    return item
      ? [{ code, name: item.name, type: item.type, dictionary: null, editable: false, groupable: false }]
      : [];
  });
  const [name, ...rest] = items.map(fromItem);
  return name ? [name, ...computed, ...rest] : computed;
}

/** The columns of these codes in their order; refuses one that does not exist, at its field. */
export async function columnsOf(
  runtime: Runtime,
  codes: readonly string[],
  path = 'columns',
): Promise<Column[]> {
  const all = new Map((await allColumns(runtime)).map((column) => [column.code, column]));
  return codes.map((code) => {
    const column = all.get(code);
    if (!column) throw badField(path, 'unknown_column', `没有“${code}”这一列，请重新选择。`);
    return column;
  });
}

/** A value as a cell shows it: codes in words, yes and no in words. */
export function cellOf(
  { dictionary }: Column,
  value: unknown,
  words: Dictionaries,
): string | number | boolean | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (typeof value === 'number') return value;
  return dictionary ? words.nameOf(dictionary, String(value)) : String(value);
}

export const wordsFor = (runtime: Runtime): Promise<Dictionaries> => dictionaries(runtime);
