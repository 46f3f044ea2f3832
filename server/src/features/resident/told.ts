import { sql } from 'kysely';
import { record } from '../../platform/events.ts';
import type { Context } from '../../platform/runtime.ts';
import type { RegistryItem } from '../dictionary/index.ts';
import type { Values } from '../source/index.ts';
import { type Folded, type Folding, HOME, PRESENCE, SUBJECT } from './folded.ts';
import { hiddenOf, PERSON, type Person } from './row.ts';

/** Codes of items as the log may name them. Not those of sensitive groups: that somebody has a value there says which group it is. */
export const toldItems = (items: readonly Pick<RegistryItem, 'code' | 'group'>[]): string[] =>
  items.flatMap(({ code, group }) => (group ? [] : [code]));

const differing = (before: Values, now: Values): string[] =>
  Object.keys({ ...before, ...now }).filter((code) => (before[code] ?? null) !== (now[code] ?? null));

/** The items of a person that are others than before, home and presence among them, as the log may name them. */
export function changedItems(
  ctx: Context,
  { items }: Folding,
  person: Person | null,
  now: Folded & { household: string | null; homes: boolean },
): string[] {
  const before = person ? { ...person.items, ...hiddenOf(ctx.runtime, person) } : {};
  const codes = differing(before, { ...now.open, ...now.hidden });
  const moved = person && (person.house_id !== now.house || person.household_id !== now.household);
  if (moved || now.homes) codes.push(HOME);
  if (person && person.state !== now.state) codes.push(PRESENCE);
  return toldItems(codes.map((code) => items.item(SUBJECT, code) ?? { code }));
}

/** What of a row its story is told by. */
type Told = Pick<Person, 'area_id' | 'account_id' | 'event_hash'>;

/** Says in a person's own story what is another than before: items only, values stand in the statements. The row keeps the hash. */
export function tellPerson(
  ctx: Context,
  told: { id: string; person: Told | null; area: string; source: string; items: string[] },
): Buffer {
  const { id, person, area, source, items } = told;
  const concerned = [area, person?.area_id, person?.account_id].filter((scope) => typeof scope === 'string');
  return record(ctx, {
    ...{ subjectKind: SUBJECT, subject: id, kind: person ? 'person.changed' : 'person.created' },
    ...{ audience: 'staff' as const, scopes: [...new Set(concerned)], data: { source, items } },
    prevHash: person?.event_hash ?? null,
  });
}

/** Says of persons, locked, that what they have to do with houses, or who lives with them, is another now. */
export function tellHomes(ctx: Context, people: readonly Person[], source: string): void {
  if (people.length === 0) return;
  const rows = people.map((person) => {
    const told = { id: person.id, person, area: person.area_id, source, items: [HOME] };
    return { id: person.id, hash: tellPerson(ctx, told).toString('hex') };
  });
  ctx.write(sql`
    update resident_person p set version = p.version + 1, event_hash = decode(r.hash, 'hex')
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, hash text)
    where p.id = any (${rows.map(({ id }) => id)}::uuid[]) and p.id = r.id`);
}

/** Says of everybody who lives in these houses that somebody is there no longer whose own story ends. */
export async function tellHousemates(ctx: Context, houses: Iterable<string>, source: string): Promise<void> {
  await ctx.flush();
  const { rows } = await sql<Person>`
    select ${PERSON} from resident_person p where p.house_id = any (${[...houses]}::uuid[]) order by p.id for no key update`.execute(
    ctx.db,
  );
  tellHomes(ctx, rows, source);
}
