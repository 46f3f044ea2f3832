import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { api } from '../../api/client.ts';
import type { FormField, MatterRow, Page } from '../../api/types.ts';
import type { PhotoItem } from '../usePhotos.ts';
import { between } from './between.ts';
import { findUnits } from './units.ts';

export type Values = Record<string, unknown>;

export interface Option {
  value: string;
  label: string;
}

/** One unit of a dispatch: 主办, 协办 or 知会. */
export interface UnitChoice extends Option {
  role: 'main' | 'co' | 'inform';
  note?: string;
}

/** A rule both libraries' forms understand. */
export interface Rule {
  required?: boolean;
  whitespace?: boolean;
  min?: number;
  max?: number;
  pattern?: RegExp;
  message?: string;
  validator?: (rule: unknown, value: unknown) => Promise<void>;
}

const picked = new Set<FormField['kind']>([
  'select',
  'unit',
  'units',
  'date',
  'boolean',
  'rating',
  'matter',
  'position',
  'scores',
]);

/** Checks the browser can make at once; the server makes them again. Sentences say what to do. */
export function rulesOf(field: FormField): Rule[] {
  const rules: Rule[] = [];
  if (field.required && field.kind !== 'files') {
    const choice = picked.has(field.kind);
    const message = `${choice ? '请选择' : '请填写'}${field.label}`;
    // `whitespace` makes the rule one for strings, even when false.
    rules.push(
      choice || field.kind === 'number'
        ? { required: true, message }
        : { required: true, whitespace: true, message },
    );
  }
  if (field.min_length) rules.push({ min: field.min_length, message: `至少写 ${field.min_length} 个字` });
  if (field.max_length) rules.push({ max: field.max_length, message: `不能超过 ${field.max_length} 个字` });
  if (field.kind === 'phone')
    rules.push({ pattern: /^(1\d{10}|0\d{9,11})$/, message: '请填写 11 位手机号，或带区号的座机号' });
  if (field.kind === 'number') rules.push(between(field.min, field.max, { whole: false }));
  if (field.kind === 'files')
    rules.push({ validator: (_, value) => checkFiles(field, value as PhotoItem[] | undefined) });
  return rules;
}

async function checkFiles(field: FormField, items: PhotoItem[] = []): Promise<void> {
  if (field.required && items.length === 0) throw new Error(`请添加${field.label}`);
  if (items.some((item) => item.error)) throw new Error('有照片没有传上，请重试或移除');
  if (items.some((item) => !item.stored)) throw new Error('照片还在上传，请稍候');
}

/** The fields that hold photos. */
export const photoNames = (fields: FormField[]): string[] =>
  fields.filter((field) => field.kind === 'files').map((field) => field.name);

/** What the server wants from what the controls hold: ids of files and choices, numbers, nothing empty. */
export function answersOf(fields: FormField[], values: Values): Values {
  const answers: Values = {};
  for (const field of fields) {
    const value = plain(field, values[field.name]);
    if (value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0))
      answers[field.name] = value;
  }
  return answers;
}

function plain(field: FormField, value: unknown): unknown {
  if (value === undefined || value === null) return undefined;
  if (field.kind === 'files') return (value as PhotoItem[]).map((item) => item.stored?.id).filter(Boolean);
  if (field.kind === 'unit' || field.kind === 'matter' || field.kind === 'area')
    return (value as Option).value;
  if (field.kind === 'units') return (value as (Option | UnitChoice)[]).map(unitChoice);
  if (field.kind === 'number') return value === '' ? undefined : Number(value);
  return typeof value === 'string' ? value.trim() : value;
}

/** Where a screen asks only for units, the first is 主办 and the others help. */
function unitChoice(choice: Option | UnitChoice, at: number) {
  if (!('role' in choice)) return { unit: choice.value, role: at === 0 ? 'main' : 'co' };
  return { unit: choice.value, role: choice.role, ...(choice.note ? { note: choice.note } : {}) };
}

/** Choices that live on the server: units by name, matters by number or words. The earlier list stays while the next comes. */
export function useOptions(kind: 'unit' | 'matter', typed: string, enabled: boolean) {
  const q = useDeferredValue(typed.trim());
  return useQuery({
    queryKey: [kind, 'options', q],
    enabled,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<Option[]> => {
      if (kind === 'unit') return findUnits(q, signal);
      const page = await api.get<Page<MatterRow>>('/api/matters', { q, limit: 20 }, { signal });
      return page.items.map((matter) => ({ value: matter.id, label: `${matter.number} ${matter.title}` }));
    },
  });
}
