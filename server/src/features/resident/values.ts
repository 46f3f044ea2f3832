import type { Actor } from '../../platform/access.ts';
import { dayOf } from '../../platform/day.ts';
import { badFields, type FieldFault, notAllowed } from '../../platform/errors.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { checkValue } from '../dictionary/index.ts';
import type { Values } from '../source/index.ts';
import { type Folding, foldingOf, SUBJECT } from './folded.ts';
import { mayItemAt } from './policy.ts';
import { strange } from './rules.strange.ts';

/** Raw words for items, as a form or a sheet gives them. */
export type Raw = Record<string, string | number | boolean | null>;

/** What the values of a person came to when they were checked: faults by item, and what is strange but taken. */
export interface CheckedValues {
  values: Values;
  faults: FieldFault[];
  warnings: FieldFault[];
}

/** The ID number says birth date and sex: they are filled in where nobody gave them, and must agree where somebody did. */
export function agreeWithId(values: Values, faults: FieldFault[]): void {
  const { birth, sex } = fromId(String(values.id_number ?? ''));
  for (const [item, said, name] of [
    ['birth_date', birth, '出生日期'],
    ['sex', sex, '性别'],
  ] as const) {
    if (said === undefined) continue;
    if (values[item] === undefined || values[item] === null) values[item] = said;
    else if (values[item] !== said)
      faults.push({
        path: item,
        code: 'id_differs',
        message: `${name}与公民身份号码不一致，请核对其中一项。`,
      });
  }
}

/** Checks raw values by the dictionary; unknown items are faults. `clears`: an empty value says that there is none. */
export function checkValues(
  raw: Raw,
  { items, words }: Folding,
  {
    today,
    from,
    here,
    clears = false,
  }: { today: string; from?: string; here?: (prefix: string) => boolean; clears?: boolean },
): CheckedValues {
  const [values, faults, warnings]: [Values, FieldFault[], FieldFault[]] = [{}, [], []];
  for (const [code, said] of Object.entries(raw)) {
    const item = items.item(SUBJECT, code);
    if (!item) {
      faults.push({ path: code, code: 'unknown_item', message: `没有“${code}”这一项。` });
      continue;
    }
    const checked = checkValue(item, said === null ? '' : String(said), {
      words,
      today,
      ...(from && { from }),
      ...(here && { here }),
    });
    if (!checked.ok)
      faults.push({ path: code, code: 'bad_value', message: `${item.name}：${checked.problem}` });
    else if (checked.value !== null || clears) values[code] = checked.value;
    if (checked.warning)
      warnings.push({ path: code, code: 'strange', message: `${item.name}：${checked.warning}` });
  }
  agreeWithId(values, faults);
  warnings.push(...strange(values, today));
  return { values, faults, warnings };
}

const fromId = (id: string): { birth?: string; sex?: string } =>
  id.length === 18
    ? {
        birth: `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}`,
        sex: Number(id[16]) % 2 === 1 ? '1' : '2',
      }
    : {};

/** `mayItemAt` by code. What is no item of the registry (the home) is in no sensitive group. */
export function mayCodeAt(
  actor: Actor,
  { items }: Pick<Folding, 'items'>,
  code: string,
  [area, areas]: [string, AreaTree],
): boolean {
  const item = items.item(SUBJECT, code);
  return !item || mayItemAt(actor, item, area, areas);
}

/** Refuses items of sensitive groups that the actor does not keep where this person belongs. */
export function requireGroups(
  { actor }: Context,
  folding: Folding,
  codes: readonly string[],
  where: [string, AreaTree],
): void {
  if (codes.some((code) => !mayCodeAt(actor, folding, code, where)))
    throw notAllowed('这一项属于敏感人群信息，您没有相应的权限。');
}

/** `checkValues` for a form: refuses with every fault at its field. Whose items of sensitive groups may be touched: `requireGroups`. */
export function requireValues(ctx: Context, raw: Raw, folding: Folding, clears = false): Values {
  const { values, faults } = checkValues(raw, folding, { today: dayOf(ctx.now), clears });
  if (faults.length > 0) throw badFields(faults.map((fault) => ({ ...fault, path: `values.${fault.path}` })));
  return values;
}

/** `checkValues` with the words of the program as they are now, for other features. */
export async function checkPersonValues(runtime: Runtime, raw: Raw, today: string): Promise<CheckedValues> {
  const areas = await areaTree(runtime);
  const here = (prefix: string) => areas.byCode(prefix) !== undefined;
  return checkValues(raw, await foldingOf(runtime), { today, here, clears: true });
}
