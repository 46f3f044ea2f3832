import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { atMost } from '../../platform/page.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { accountNames } from '../account/index.ts';
import type { AreaTree } from '../area/index.ts';
import type { RegistryItem } from '../dictionary/index.ts';
import { type Statement, standing, statementsOf, type Value } from '../source/index.ts';
import { type Folding, foldingOf, HOME, heldOf, PRESENCE, SUBJECT } from './folded.ts';
import { abilitiesAt, mayAt, mayItemAt, NAMES } from './policy.ts';
import { findPerson, PERSON, type Person } from './row.ts';
import { homeAddress, isMasked, mask, type Reading } from './rules.mask.ts';
import type { HomeView, PersonDetail, StatementsView } from './schema.ts';
import { itemsOf } from './view.ts';

type Detail = Static<typeof PersonDetail>;
type Word = NonNullable<Detail['items'][number]['from']>;

/** Items that are not in the dictionary but are told by statements like any other. */
const OWN: Record<string, Pick<RegistryItem, 'name' | 'fence'>> = {
  [HOME]: { name: '住址', fence: 'open' },
  [PRESENCE]: { name: '在册状态', fence: 'open' },
};
const PRESENCES: Record<string, string> = { present: '在住', away: '外出', left: '已迁出', dead: '已死亡' };

/** Everything a view of one person's values needs. */
interface Seeing {
  actor: Actor;
  folding: Folding;
  statements: Map<string, Statement>;
  people: Map<string, string>;
  addresses: Map<string, string>;
  reading: Reading;
  /** Where the person lives. */
  area: string;
  areas: AreaTree;
  /** Nothing is masked: a purpose was given. */
  whole?: true;
}

const itemOf = ({ folding }: Seeing, code: string) =>
  folding.items.item(SUBJECT, code) ?? (OWN[code] ? ({ ...OWN[code], code } as RegistryItem) : null);

/** Sensitive groups are not there for whoever has no right to them, and for nobody while they are off. */
const sees = ({ actor, area, areas }: Seeing, item: RegistryItem): boolean =>
  mayItemAt(actor, item, area, areas);

function wordsOf(
  { folding, addresses, reading, whole }: Seeing,
  item: RegistryItem,
  value: Value,
): string | null {
  if (value === null) return null;
  if (item.code === HOME) {
    const address = addresses.get(String(value));
    return address === undefined ? null : homeAddress(address, { named: whole ?? reading.named });
  }
  if (item.code === PRESENCE) return PRESENCES[String(value)] ?? null;
  return item.dictionary ? folding.words.nameOf(item.dictionary, String(value)) : null;
}

/** A value as it is read: masked, or in words. The words of a masked code would tell what the mask hides. */
function shown(seeing: Seeing, item: RegistryItem, value: Value): Value {
  return !seeing.whole && isMasked(item, seeing.reading)
    ? mask(item, value, seeing.reading)
    : (wordsOf(seeing, item, value) ?? value);
}

function wordOf(seeing: Seeing, item: RegistryItem, statement: string, value: Value): Word {
  const said = seeing.statements.get(statement)!;
  return {
    statement,
    value: shown(seeing, item, value),
    source: seeing.folding.sources.nameOf(said.source),
    said_at: said.saidAt.toISOString(),
    at: said.at.toISOString(),
    by: seeing.people.get(said.actor) ?? '系统',
  };
}

function itemViews(seeing: Seeing): Detail['items'] {
  const held = heldOf(standing([...seeing.statements.values()]), seeing.folding);
  const order = [...seeing.folding.items.of(SUBJECT).map(({ code }) => code), HOME, PRESENCE];
  return [...held.keys()]
    .sort((a, b) => order.indexOf(a) - order.indexOf(b))
    .flatMap((code) => {
      const item = itemOf(seeing, code);
      const { value, statement, others, open } = held.get(code)!;
      if (!item || !sees(seeing, item) || (value === null && !open)) return [];
      return [
        {
          ...{ item: code, name: item.name, value: mask(item, value, seeing.reading) },
          ...{ words: isMasked(item, seeing.reading) ? null : wordsOf(seeing, item, value) },
          ...{ masked: isMasked(item, seeing.reading), from: wordOf(seeing, item, statement, value), open },
          others: others.map((other) => wordOf(seeing, item, other.statement, other.value)),
        },
      ];
    });
}

async function seeingOf(ctx: Context, { id, area_id: area }: Person, areas: AreaTree): Promise<Seeing> {
  const [folding, statements] = [await foldingOf(ctx.runtime), await statementsOf(ctx, [id])];
  const people = await accountNames(ctx.db, [...new Set(statements.map(({ actor }) => actor))]);
  const houses = [
    ...new Set(statements.flatMap(({ values }) => (values[HOME] ? [String(values[HOME])] : []))),
  ];
  const { rows } = await sql<{ id: string; address: string }>`
    select id, address from housing_house where id = any (${houses}::uuid[])`.execute(ctx.db);
  return {
    ...{ actor: ctx.actor, folding, people, area, areas },
    reading: { named: mayAt(ctx.actor, NAMES, area, areas) },
    statements: new Map(statements.map((statement) => [statement.id, statement])),
    addresses: new Map(rows.map((row) => [row.id, row.address])),
  };
}

/** Every word on an item on which sources differ, whole, the one that holds first; null when nobody must decide. Whoever asks has judged the right to see it. */
export async function openWords(
  ctx: Context,
  person: Person,
  areas: AreaTree,
  code: string,
): Promise<{ item: RegistryItem; words: Word[] } | null> {
  const seeing: Seeing = { ...(await seeingOf(ctx, person, areas)), whole: true };
  const item = itemOf(seeing, code);
  const hold = heldOf(standing([...seeing.statements.values()]), seeing.folding).get(code);
  if (!item || !hold?.open) return null;
  return {
    item,
    words: [hold, ...hold.others].map((each) => wordOf(seeing, item, each.statement, each.value)),
  };
}

/** All a person has and had to do with houses, newest first. */
export async function homesOf(
  ctx: Context,
  person: string,
  reading: Reading,
): Promise<Static<typeof HomeView>[]> {
  const { sources } = await foldingOf(ctx.runtime);
  const { rows } = await sql<Static<typeof HomeView>>`
    select m.id, m.kind, m.house_id, h.address, m.from_on::text as from_on, m.to_on::text as to_on, m.source
    from resident_home m join housing_house h on h.id = m.house_id where m.person_id = ${person}::uuid
    order by m.to_on is not null, m.id desc limit ${atMost(200)}`.execute(ctx.db);
  return rows.map((row) => ({
    ...{ ...row, source: sources.nameOf(row.source) },
    address: homeAddress(row.address, reading),
  }));
}

async function householdOf(ctx: Context, person: Person): Promise<Detail['household']> {
  if (!person.household_id) return [];
  const { rows } = await sql<Person>`
    select ${PERSON} from resident_person p where p.household_id = ${person.household_id}::uuid and p.id <> ${person.id}::uuid
      and p.state in ('present', 'away') order by p.kin, p.birth, p.id limit ${atMost(50)}`.execute(ctx.db);
  return itemsOf(ctx, rows);
}

/** One person with every value, where it comes from and what others say; 404 for whoever may not see it. */
export function personDetail(runtime: Runtime, actor: Actor, id: string): Promise<Detail> {
  return run(runtime, actor, async (ctx) => {
    const { person, areas } = await findPerson(ctx, actor, id);
    const [item] = await itemsOf(ctx, [person]);
    const seeing = await seeingOf(ctx, person, areas);
    return {
      ...item!,
      household_id: person.household_id,
      version: person.version,
      merged_into: person.merged_into,
      items: itemViews(seeing),
      homes: await homesOf(ctx, id, seeing.reading),
      household: await householdOf(ctx, person),
      abilities: abilitiesAt(actor, person.area_id, areas),
      changed_at: person.changed_at.toISOString(),
    };
  });
}

type StatementView = Static<typeof StatementsView>['items'][number];

/** A statement with what of it may be seen; none when that is nothing: who said it, and that it was said, would tell of a sensitive group. */
function statementView(seeing: Seeing, said: Statement): StatementView[] {
  const values = Object.entries(said.values).flatMap(([code, value]) => {
    const item = itemOf(seeing, code);
    if (!item || !sees(seeing, item)) return [];
    return [{ item: code, name: item.name, value: shown(seeing, item, value) }];
  });
  if (values.length === 0 && Object.keys(said.values).length > 0) return [];
  return [
    {
      ...{ id: said.id, deliberate: said.deliberate, source: seeing.folding.sources.nameOf(said.source) },
      ...{
        said_at: said.saidAt.toISOString(),
        at: said.at.toISOString(),
        by: seeing.people.get(said.actor) ?? '系统',
      },
      withdrawn_at: said.withdrawnAt?.toISOString() ?? null,
      values,
    },
  ];
}

/** All that was said of a person, newest first, withdrawn words too. */
export function personStatements(
  runtime: Runtime,
  actor: Actor,
  id: string,
): Promise<Static<typeof StatementsView>> {
  return run(runtime, actor, async (ctx) => {
    const { person, areas } = await findPerson(ctx, actor, id);
    const seeing = await seeingOf(ctx, person, areas);
    const newestFirst = [...seeing.statements.values()].sort((a, b) => +b.at - +a.at || b.order - a.order);
    return { items: newestFirst.flatMap((said) => statementView(seeing, said)) };
  });
}
