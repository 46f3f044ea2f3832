import type { Cell } from '../../platform/sheet/cells.ts';
import { sources } from '../workflow/index.ts';
import type { Surroundings } from './abilities.ts';
import { optionsOf } from './import.answers.ts';
import { cellsOf, constantOf, meantBy, nameOf, type Questions, textOf } from './import.cells.ts';
import { answerKey, type CellKey, codedFields, type QuestionKey } from './import.fields.ts';
import { guesser } from './import.guess.ts';
import { flagOf, type Lookups } from './import.lookup.ts';
import type { FoundField, Mapping } from './schema.import.ts';

/** The most values of a field that are told, the frequent ones first. */
const MOST_VALUES = 200;
/** Distinct values held at once while a file is read: beyond it a column is no closed set. */
const MOST_HELD = 20_000;
/** The longest text that can be translated; see the mapping's own limit. */
const LONGEST = 300;

/** What stands in the columns of closed sets, before anybody says what it means. `type` is the text of the row's own type. */
export interface Counted {
  [key: string]: { distinct: number; more: boolean; items: { text: string; type: string; count: number }[] };
}

const CLOSED = new Set(['select', 'boolean']);

/** The fields and questions of a mapping that take a closed set of values and have a column. */
function closedKeys(mapping: Mapping, questions: Questions): CellKey[] {
  const fields = codedFields.filter((field) => mapping.columns[field]);
  const answers = (Object.keys(mapping.answers ?? {}) as QuestionKey[]).filter((question) =>
    CLOSED.has(questions.get(question)?.kind ?? ''),
  );
  return [...fields, ...answers.map(answerKey)];
}

/** What must be equal for a count to be still right. */
export function countKey(mapping: Mapping, questions: Questions): string {
  const columns = (key: CellKey) =>
    key.startsWith('answers.') ? mapping.answers?.[key.slice(8)] : mapping.columns[key as 'type'];
  return JSON.stringify(closedKeys(mapping, questions).map((key) => [key, columns(key)]));
}

/** Counts the distinct values of a file's closed columns, in bounded memory. */
export class ValueCounter {
  readonly #cells: ReturnType<typeof cellsOf>;
  readonly #held: Map<CellKey, Map<string, { text: string; type: string; count: number }>>;
  readonly #more = new Set<CellKey>();

  constructor(mapping: Mapping, columns: readonly string[], questions: Questions) {
    this.#cells = cellsOf(mapping, columns);
    this.#held = new Map(closedKeys(mapping, questions).map((key) => [key, new Map()]));
  }

  add(cells: readonly Cell[]): void {
    const reader = { cells: this.#cells };
    const type = textOf(reader, cells, 'type').slice(0, LONGEST);
    for (const [key, held] of this.#held) {
      const text = textOf(reader, cells, key);
      if (text === '' || text.length > LONGEST) continue;
      // Classes and answers belong to a type: the same word may mean another thing in the next one.
      const paired = key === 'category' || key.startsWith('answers.') ? type : '';
      const at = `${paired}\u001f${text}`;
      const known = held.get(at);
      if (known) known.count += 1;
      else if (held.size < MOST_HELD) held.set(at, { text, type: paired, count: 1 });
      else this.#more.add(key);
    }
  }

  result(): Counted {
    return Object.fromEntries(
      [...this.#held].map(([key, held]) => [key, this.#most(key, [...held.values()])]),
    );
  }

  #most(key: CellKey, items: { text: string; type: string; count: number }[]): Counted[string] {
    const totals = new Map<string, number>();
    for (const { text, count } of items) totals.set(text, (totals.get(text) ?? 0) + count);
    const most = [...totals].sort((a, b) => b[1] - a[1]).slice(0, MOST_VALUES);
    const told = new Set(most.map(([text]) => text));
    return {
      distinct: totals.size,
      more: this.#more.has(key),
      items: items
        .filter(({ text }) => told.has(text))
        .sort((a, b) => b.count - a.count)
        .slice(0, 10 * MOST_VALUES),
    };
  }
}

interface Known {
  code: string;
  name: string;
}

/** What is needed to say what a text means here. */
interface Meanings {
  mapping: Mapping;
  questions: Questions;
  lookups: Lookups;
  around: Surroundings;
}

const named = (code: string | null, name: (code: string) => string | undefined): Known | null =>
  code === null ? null : { code, name: name(code) ?? code };

/** The class that a text means in every one of the types it is used with, or, while no type is known, in all that have it. */
function categoryMeant({ lookups, around }: Meanings, text: string, types: readonly string[]): Known | null {
  const found = (types.length > 0 ? types : [...around.types.types.keys()]).map((type) =>
    lookups.category(type, text),
  );
  const codes = new Set(types.length > 0 ? found : found.filter((code) => code !== null));
  const [code = null] = codes;
  const sure = code !== null && !codes.has(null) && (types.length > 0 || codes.size === 1);
  return named(sure ? code : null, (each) => around.types.categories.get(each)?.name);
}

function meaning(by: Meanings, key: CellKey, text: string, types: readonly string[]): Known | null {
  const { lookups, around, questions } = by;
  switch (key) {
    case 'type':
      return named(lookups.type(text), (code) => around.types.types.get(code)?.name);
    case 'category':
      return categoryMeant(by, text, types);
    case 'source':
      return named(lookups.source(text), (code) => sources[code as keyof typeof sources]);
    case 'area': {
      const area = around.areas.get(lookups.area(text) ?? '');
      return area ? { code: area.code, name: around.areas.fullName(area.id) } : null;
    }
    case 'unit': {
      const unit = around.units.get(lookups.unit(text) ?? '');
      return unit ? { code: unit.code, name: unit.name } : null;
    }
    default: {
      const field = questions.get(key.slice(8) as QuestionKey);
      if (key.startsWith('answers.') && field?.kind === 'select')
        return named(
          optionsOf(field, text),
          (codes) => field.options?.find(({ value }) => value === codes)?.label ?? text,
        );
      const flag = flagOf(text);
      return flag === null ? null : { code: String(flag), name: flag ? '是' : '否' };
    }
  }
}

/** The type of rows that say this; null when they are left out, when it is unknown or when they say nothing. */
function typeMeant({ mapping, lookups }: Meanings, text: string): string | null {
  const meant = text === '' ? constantOf(mapping, 'type') : meantBy(mapping, 'type', text);
  return meant === null ? null : lookups.type(meant ?? text);
}

interface Value {
  text: string;
  count: number;
  types: Set<string>;
}

/** The values of a field with the types of their rows; of a question, only those of its own type. */
function together(by: Meanings, key: CellKey, items: Counted[string]['items']): Value[] {
  const own = key.startsWith('answers.') ? key.split('.')[1] : null;
  const values = new Map<string, Value>();
  for (const { text, type, count } of items) {
    const meant = typeMeant(by, type);
    if (own !== null && meant !== own) continue;
    const value = values.get(text) ?? { text, count: 0, types: new Set() };
    value.count += count;
    if (meant !== null) value.types.add(meant);
    values.set(text, value);
  }
  return [...values.values()].sort((a, b) => b.count - a.count);
}

type Guess = ReturnType<typeof guesser>;

function valueFound(by: Meanings, key: CellKey, { text, count, types }: Value, guess: Guess) {
  const known = meaning(by, key, text, [...types]);
  const meant = meantBy(by.mapping, key, text);
  const mapped = meant ? meaning(by, key, meant, [...types]) : null;
  return { text, count, known, mapped, guess: known || mapped ? null : guess(text) };
}

/** Says of each value found what it means: known already, chosen in the mapping, or perhaps meant. */
export function valuesFound(counted: Counted, by: Meanings): FoundField[] {
  return closedKeys(by.mapping, by.questions).flatMap((key) => {
    const found = counted[key];
    const guess = guesser(by.around, key);
    const values = together(by, key, found?.items ?? []).map((value) => valueFound(by, key, value, guess));
    if (!found || values.length === 0) return [];
    const distinct = key.startsWith('answers.') ? values.length : found.distinct;
    return [{ field: key, name: nameOf(by, key), distinct, more: found.more, values }];
  });
}
