import { badField } from '../../../platform/errors.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { type AreaTree, areaTree } from '../../area/index.ts';
import { type Dictionaries, dictionaries } from '../../dictionary/index.ts';
import type { TableEntry } from '../../source/index.ts';
import { computedItem } from '../form/words.ts';
import type { Column, Ledger } from './ledger.ts';

const LEVELS = { 'calc.grid': 'grid', 'calc.community': 'community', 'calc.street': 'street' };

/** A column that is worked out. */
export function computedColumn(code: string): Column[] {
  const item = computedItem(code);
  const no = {
    dictionary: null,
    choices: null,
    always: false,
    editable: false,
    groupable: false,
    askable: false,
  };
  return item ? [{ code, name: item.name, type: item.type, ...no }] : [];
}

/** Where something lies, as columns of any ledger. */
export const AREA_COLUMNS = Object.keys(LEVELS).flatMap(computedColumn);

/** The columns of these codes in their order; refuses one that does not exist, at its field. */
export async function columnsOf(
  runtime: Runtime,
  ledger: Ledger,
  codes: readonly string[],
  path = 'columns',
): Promise<Column[]> {
  const all = new Map((await ledger.columns(runtime)).map((column) => [column.code, column]));
  return codes.map((code) => {
    const column = all.get(code);
    if (!column) throw badField(path, 'unknown_column', `没有“${code}”这一列，请重新选择。`);
    return column;
  });
}

export type Cell = string | number | boolean | null;

/** How values are said in cells: codes in words, yes and no in words, the area by its levels. */
export class Words {
  readonly #words: Dictionaries;
  readonly #areas: AreaTree;

  private constructor(words: Dictionaries, areas: AreaTree) {
    this.#words = words;
    this.#areas = areas;
  }

  static async of(runtime: Runtime): Promise<Words> {
    return new Words(await dictionaries(runtime), await areaTree(runtime));
  }

  /** A code in words. */
  code({ dictionary, choices }: Column, code: string): string {
    return dictionary ? this.#words.nameOf(dictionary, code) : (choices?.[code] ?? code);
  }

  cell(column: Column, value: unknown): Cell {
    if (value === null || value === undefined || value === '') return null;
    if (typeof value === 'boolean') return value ? '是' : '否';
    return typeof value === 'number' ? value : this.code(column, String(value));
  }

  cells(columns: readonly Column[], { values, area }: TableEntry): Cell[] {
    return columns.map((column) => {
      const level = LEVELS[column.code as keyof typeof LEVELS];
      if (level) return (area && this.#areas.ancestor(area, level)?.name) ?? null;
      return this.cell(column, values[column.code]);
    });
  }
}
