import type { CatalogType } from '../console/catalog.ts';
import type { FoundField, Mapping, Values } from './data.ts';

/** What a text of the file means here: a code; null leaves its rows out; undefined takes the choice back. */
export type Meaning = string | null | undefined;

type Tables = Record<string, Record<string, string | null>>;

/** An object with one entry set, or removed by undefined; undefined when nothing is left. */
function withEntry<T>(object: Record<string, T> | undefined, key: string, value: T | undefined) {
  const { [key]: _, ...rest } = object ?? {};
  const next = value === undefined ? rest : { ...rest, [key]: value };
  return Object.keys(next).length > 0 ? next : undefined;
}

/** The mapping with a part replaced, or taken away when it is empty. */
function withPart(mapping: Mapping, part: keyof Mapping, value: object | undefined): Mapping {
  const { [part]: _, ...rest } = mapping;
  return (value ? { ...rest, [part]: value } : rest) as Mapping;
}

const questionOf = (field: string) => (field.startsWith('answers.') ? field.slice('answers.'.length) : null);

/** What the mapping says of a field's texts. */
export function tableOf({ values }: Mapping, field: string): Record<string, string | null> {
  const question = questionOf(field);
  const tables = values as Tables | undefined;
  return (question ? values?.answers?.[question] : tables?.[field]) ?? {};
}

export function withMeaning(mapping: Mapping, field: string, text: string, meaning: Meaning): Mapping {
  const question = questionOf(field);
  const table = withEntry(tableOf(mapping, field), text, meaning);
  const inner = question ? withEntry(mapping.values?.answers, question, table) : table;
  return withPart(
    mapping,
    'values',
    withEntry(mapping.values as Record<string, unknown>, question ? 'answers' : field, inner),
  );
}

export function withConstant(mapping: Mapping, field: string, value: string | undefined): Mapping {
  return withPart(
    mapping,
    'constants',
    withEntry(mapping.constants as Record<string, unknown>, field, value),
  );
}

/** What answers a question: columns of the file, and a text for rows where they say nothing. */
export const withAnswerColumns = (mapping: Mapping, question: string, columns: string[]): Mapping =>
  withPart(
    mapping,
    'answers',
    withEntry(mapping.answers, question, columns.length > 0 ? columns : undefined),
  );

export const withAnswer = (mapping: Mapping, question: string, answer: string | undefined): Mapping =>
  withPart(
    mapping,
    'constants',
    withEntry(
      mapping.constants as Record<string, unknown>,
      'answers',
      withEntry(mapping.constants?.answers, question, answer),
    ),
  );

/** Whether a value needs somebody to say what it means, or somebody did. */
export const needsMeaning = ({ known, text }: FoundField['values'][number], table: object): boolean =>
  !known || Object.hasOwn(table, text);

/** How many values nobody knows yet. */
export function unknownOf(mapping: Mapping, fields: FoundField[]): number {
  return fields
    .map(({ field, values }) => {
      const table = tableOf(mapping, field);
      return values.filter(({ known, text }) => !known && !Object.hasOwn(table, text)).length;
    })
    .reduce((sum, count) => sum + count, 0);
}

/** The types that rows of the file will be of, as far as is known. */
export function typesOf(mapping: Mapping, found: Values | undefined, all: CatalogType[]): CatalogType[] {
  const table = tableOf(mapping, 'type');
  const said = found?.fields.find(({ field }) => field === 'type')?.values ?? [];
  const codes = new Set([
    mapping.constants?.type,
    ...said.map(({ text, known }) => (Object.hasOwn(table, text) ? table[text] : known?.code)),
  ]);
  return all.filter(({ code, name }) => codes.has(code) || codes.has(name));
}
