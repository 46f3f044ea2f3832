import type { FieldFault } from '../../platform/errors.ts';
import type { Values } from '../source/index.ts';

/** At least so old is whoever has an education of this class (first digit of GB/T 4658): some years under the usual age, for those who were faster. */
const SCHOOLED: Readonly<Record<string, number>> = { 1: 18, 2: 15, 3: 15, 4: 13, 6: 13, 7: 10, 8: 5 };
/** The age from which men (1) and women (2) may marry: 《民法典》第一千零四十七条. */
const MARRIES: Readonly<Record<string, number>> = { 1: 22, 2: 20 };
/** Codes of GB/T 2261.2 of whoever is or was married. */
const MARRIED = /^[234]/;

/** What is judged here by what. */
export const JUDGED = ['birth_date', 'sex', 'education', 'marital'];

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Full years on a day; both as YYYY-MM-DD. */
const yearsOn = (today: string, birth: string): number =>
  Number(today.slice(0, 4)) - Number(birth.slice(0, 4)) - (today.slice(5) < birth.slice(5) ? 1 : 0);

/** What of a person's values does not go together with the age. It is strange, and never refused: lives are. */
export function strange(values: Values, today: string): FieldFault[] {
  const birth = text(values.birth_date);
  if (!birth) return [];
  const age = yearsOn(today, birth);
  const faults: FieldFault[] = [];
  if (age < (SCHOOLED[text(values.education)[0] ?? ''] ?? 0))
    faults.push({ path: 'education', code: 'strange', message: '学历与年龄不符，请核对。' });
  if (MARRIED.test(text(values.marital)) && age < (MARRIES[text(values.sex)] ?? 0))
    faults.push({ path: 'marital', code: 'strange', message: '未到法定婚龄却不是未婚，请核对。' });
  return faults;
}
