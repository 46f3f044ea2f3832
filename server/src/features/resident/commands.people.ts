import { sql } from 'kysely';
import { type Actor, holds } from '../../platform/access.ts';
import { notAllowed } from '../../platform/errors.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import type { RegistryItem } from '../dictionary/index.ts';
import type { Values } from '../source/index.ts';
import { keepLook, purposeOf } from './commands.look.ts';
import { foldingOf, SUBJECT } from './folded.ts';
import { inReach, mayAt, mayItemAt, NAMES, reachOf, UNMASK } from './policy.ts';
import { hiddenOf, PERSON, type Person } from './row.ts';
import { isMasked, mask } from './rules.mask.ts';

/** A person as forms and tables are filled with it. */
export interface PersonRead {
  id: string;
  area_id: string;
  house_id: string | null;
  household_id: string | null;
  version: number;
  /** Whole, also where the birth date is masked: for the age only. */
  birth: string | null;
  /** The address of the home is read whole: as the name is, or because nothing is masked. */
  home: boolean;
  /** By item, as this actor reads them; nothing for what nobody said. */
  values: Values;
}

export interface PeopleAsked {
  /** Codes of items of persons. */
  items: readonly string[];
  /** What whole values are for; without it they are masked. */
  purpose?: string;
}

/** The values of one person that were asked for, and which of them are shown whole although they are masked for everybody. */
function valuesFor(
  ctx: Context,
  person: Person,
  asked: readonly RegistryItem[],
  by: { areas: AreaTree; whole: boolean },
): { values: Values; opened: RegistryItem[]; home: boolean } {
  const all: Values = { ...person.items, ...hiddenOf(ctx.runtime, person) };
  const reading = { named: mayAt(ctx.actor, NAMES, person.area_id, by.areas) };
  const whole = by.whole && mayAt(ctx.actor, UNMASK, person.area_id, by.areas);
  const values: Values = {};
  const opened: RegistryItem[] = [];
  for (const item of asked) {
    const value = all[item.code];
    if (value === undefined || value === null || !mayItemAt(ctx.actor, item, person.area_id, by.areas))
      continue;
    if (whole && isMasked(item, reading)) opened.push(item);
    values[item.code] = whole ? value : mask(item, value, reading);
  }
  return { values, opened, home: whole || reading.named };
}

/** Refuses whole values without a purpose, and to whoever may unmask nowhere. */
function checkPurpose(actor: Actor, purpose: string | undefined): string | null {
  if (purpose === undefined) return null;
  if (!holds(actor, UNMASK)) throw notAllowed('您不能使用人员的完整信息，请改用遮盖后的内容。');
  return purposeOf(purpose, '请写明用途，例如“民政局高龄津贴申报”。');
}

/**
 * Items of persons, in the order of `ids`, for what is made of many people: masked as this actor reads them, or, with a purpose, whole
 * where the actor may unmask; then a look is kept for each person. People out of reach, and items of sensitive groups without their
 * permission, are left out. A few hundred people at a time.
 */
export async function readPeople(
  runtime: Runtime,
  actor: Actor,
  ids: readonly string[],
  { items, purpose }: PeopleAsked,
): Promise<PersonRead[]> {
  const why = checkPurpose(actor, purpose);
  const [areas, folding] = [await areaTree(runtime), await foldingOf(runtime)];
  const asked = items.flatMap((code) => folding.items.item(SUBJECT, code) ?? []);
  return run(runtime, actor, async (ctx) => {
    const { rows } = await sql<Person>`
      select ${PERSON} from resident_person p where p.id = any (${ids as string[]}::uuid[])
        and p.state not in ('merged', 'erased') and ${inReach(sql`p.area_id`, reachOf(actor, areas))}`.execute(
      ctx.db,
    );
    const found = new Map(rows.map((row) => [row.id, row]));
    return ids.flatMap((id) => {
      const person = found.get(id);
      if (!person) return [];
      const { values, opened, home } = valuesFor(ctx, person, asked, { areas, whole: why !== null });
      if (why !== null && opened.length > 0) keepLook(ctx, person, opened, why);
      const { area_id, house_id, household_id, version, birth } = person;
      return [{ id, area_id, house_id, household_id, version, birth, values, home }];
    });
  });
}
