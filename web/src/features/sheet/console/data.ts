import type { Answer } from '../../../api/types.ts';

export type Sheet = Answer<'readSheet'>;
export type SheetLine = Answer<'listSheets'>['items'][number];
export type Target = Answer<'listSheetTargets'>['items'][number];
export type Field = Target['fields'][number];
export type Mapping = Sheet['suggested'];
export type FaultRow = Answer<'listSheetFaults'>['items'][number];
export type Progress = NonNullable<Sheet['progress']>;

/** Which field a column is; null when it is not imported. */
export function fieldOf(mapping: Mapping, column: string): string | null {
  return Object.entries(mapping.columns).find(([, name]) => name === column)?.[0] ?? null;
}

/** The mapping with a column said to be this field, and no other column that field. */
export function withColumn(mapping: Mapping, column: string, field: string | null): Mapping {
  const others = Object.entries(mapping.columns).filter(([code, name]) => name !== column && code !== field);
  return { ...mapping, columns: Object.fromEntries(field ? [...others, [field, column]] : others) };
}

/** The mapping with a value for the whole file; an empty one takes it away. */
export function withConstant(mapping: Mapping, field: string, value: string | undefined): Mapping {
  const { [field]: _, ...rest } = mapping.constants ?? {};
  return { ...mapping, constants: value === undefined ? rest : { ...rest, [field]: value } };
}

/** Fields that every row needs and nothing says yet. */
export const missingOf = (fields: readonly Field[], { columns, constants = {} }: Mapping): Field[] =>
  fields.filter(({ code, required }) => required && !columns[code] && !constants[code]);
