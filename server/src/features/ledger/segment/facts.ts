import { type RawBuilder, sql } from 'kysely';
import type { EventRow } from '../../../platform/events.ts';
import type { FactSchema } from '../../../platform/rules.ts';
import type { Context, Runtime } from '../../../platform/runtime.ts';
import { type RegistryItem, registryItems } from '../../dictionary/index.ts';
import { flagFacet, isRare, knownFacet } from '../../resident/index.ts';

export type FactKind = 'bool' | 'double' | 'string';

/** One thing a rule may ask of a person: its type, and how PostgreSQL answers it. A missing number is null, a missing text empty, a missing flag false. */
export interface Fact {
  type: FactKind;
  sql: RawBuilder<unknown>;
  /** The join it reads from; none when the person's own row answers. */
  join?: string;
  /** Chinese, for the editor. */
  name: string;
  /** Everybody has it: whether it is filled in is no question. */
  always?: true;
  /** Shown masked to whoever may not unmask: who may not read it may not ask for it either. */
  masked?: true;
  /** The dictionary of a code: its facet is asked of the index. */
  dictionary?: string;
  /** The facets that an index knows whoever is meant by: of a flag those for whom it is set, of a rare item those of whom anything is known. */
  facet?: number;
  /** The item of `p.items` that it is, where an index of those answers (rows of other things than people). */
  item?: string;
  /** The bare column behind it, null where nothing is known: equal values are found by an index of it. */
  raw?: RawBuilder<unknown>;
}

/** Facts of one group (`visits.days`), and the joins they read from, each at most one row to a person `p`. */
export interface FactGroup {
  facts: Record<string, Fact>;
  joins: Record<string, RawBuilder<unknown>>;
  /** Events after which rules that ask this group hold for others than before, and for whom. */
  follows?: {
    wants(kind: string): boolean;
    people(ctx: Context, events: readonly EventRow[]): Promise<string[]>;
  };
}

/** All a rule may ask, by group. */
export type Facts = Record<string, FactGroup>;

const given = new WeakMap<Runtime['db'], Facts>();

/** Lets a later feature answer more of rules about people. Call it where the feature adds its routes. */
export function registerFacts(runtime: Runtime, group: string, facts: FactGroup): void {
  given.set(runtime.db, { ...given.get(runtime.db), [group]: facts });
}

const NONE: Facts = {};

const TYPES: Partial<Record<RegistryItem['type'], FactKind>> = { number: 'double', flag: 'bool' };

function itemFact(item: RegistryItem): Fact {
  const { code, name, type, mask, dictionary } = item;
  const facet = type === 'flag' ? flagFacet(code) : isRare(item) ? knownFacet(code) : undefined;
  const text = sql`p.items->>${sql.lit(code)}`;
  const kind = TYPES[type] ?? 'string';
  const answers = {
    string: sql`coalesce(${text}, '')`,
    double: sql`(${text})::float8`,
    bool: sql`coalesce((${text})::boolean, false)`,
  };
  const masked = mask !== undefined || code === 'birth_date';
  return {
    type: kind,
    sql: answers[kind],
    name,
    ...(masked && { masked }),
    ...(dictionary && { dictionary }),
    ...(facet !== undefined && { facet }),
  };
}

const OWN: Record<string, Fact> = {
  age: { type: 'double', sql: sql`date_part('year', age(d.today, p.birth))`, name: '年龄（周岁）' },
  name: { type: 'string', sql: sql`p.name`, name: '姓名', masked: true },
  sex: { type: 'string', sql: sql`coalesce(p.sex, '')`, name: '性别（1 男，2 女）', dictionary: 'sex' },
  kin: { type: 'string', sql: sql`coalesce(p.kin, '')`, name: '与户主关系', dictionary: 'kin' },
  state: { type: 'string', sql: sql`p.state`, name: '在册状态（present 在住，away 外出）', always: true },
};

const MOVES = /^person\.(created|changed|merged)$/;
function moves({ kind, data }: EventRow): boolean {
  const { items = [] } = data as { items?: string[] };
  return (
    MOVES.test(kind) &&
    (kind !== 'person.changed' || ['home', 'presence'].some((item) => items.includes(item)))
  );
}

/** What is worked out of a home changes with everybody who comes or goes, for all who live there; and with the house itself. */
const LIVING: NonNullable<FactGroup['follows']> = {
  wants: (kind) => MOVES.test(kind) || kind === 'house.changed',
  async people({ db }, events) {
    const of = (wanted: (event: EventRow) => boolean) => events.filter(wanted).map(({ subject }) => subject);
    const { rows } = await sql<{ id: string }>`
      select p.id from resident_person p where p.house_id in (
        select m.house_id from resident_home m where m.person_id = any (${of(moves)}::uuid[])
        union all select unnest(${of(({ kind }) => kind === 'house.changed')}::uuid[]))`.execute(db);
    return rows.map(({ id }) => id);
  },
};

const HOUSE: FactGroup = {
  follows: LIVING,
  joins: {
    house: sql`left join resident_house_state house on house.house_id = p.house_id`,
    dwelling: sql`left join housing_house dwelling on dwelling.id = p.house_id`,
  },
  facts: {
    state: {
      type: 'string',
      sql: sql`coalesce(house.state, '')`,
      join: 'house',
      name: '房屋状态（own 自住，let 出租，empty 空置）',
    },
    people: { type: 'double', sql: sql`house.living::float8`, join: 'house', name: '房屋居住人数' },
    use: { type: 'string', sql: sql`coalesce(dwelling.use, '')`, join: 'dwelling', name: '房屋用途' },
    floor: { type: 'double', sql: sql`dwelling.floor::float8`, join: 'dwelling', name: '楼层' },
  },
};

const HOUSEHOLD: FactGroup = {
  follows: LIVING,
  joins: {
    household: sql`left join lateral (select count(*)::float8 as size from resident_person o
      where o.household_id = p.household_id and o.state in ('present', 'away')) household on true`,
  },
  facts: { size: { type: 'double', sql: sql`household.size`, join: 'household', name: '户内人数' } },
};

// Who called without a name, or in confidence, is not found by counting.
const MATTERS: FactGroup = {
  joins: {
    matters: sql`left join lateral (select count(*)::float8 as year from matter_party mp join matter m on m.id = mp.matter_id
      where mp.ref = p.account_id and m.caller_id = p.account_id and not m.anonymous and not m.confidential
        and m.created_at > d.today - interval '1 year') matters on true`,
  },
  follows: {
    wants: (kind) => kind === 'matter.opened',
    async people({ db }, events) {
      const { rows } = await sql<{ id: string }>`
        select p.id from matter m join resident_person p on p.account_id = m.caller_id
        where m.id = any (${events.map(({ subject }) => subject)}::uuid[])`.execute(db);
      return rows.map(({ id }) => id);
    },
  },
  facts: {
    year: { type: 'double', sql: sql`matters.year`, join: 'matters', name: '一年内本人反映的事项数' },
  },
};

const made = new WeakMap<object, { others: Facts; facts: Facts }>();

/**
 * Everything rules may ask now: the person's open items, house and household, matters, and what later features answer. Sealed items are never
 * asked. One and the same as long as the items are.
 */
export async function factsOf(runtime: Runtime): Promise<Facts> {
  const [registry, others] = [await registryItems(runtime), given.get(runtime.db) ?? NONE];
  const known = made.get(registry);
  if (known?.others === others) return known.facts;
  const open = registry
    .of('person')
    .filter((item) => item.fence === 'open' && !item.group && !OWN[item.code]);
  const person = Object.fromEntries(open.map((item) => [item.code, itemFact(item)]));
  const facts = {
    person: { facts: { ...person, ...OWN }, joins: {} },
    house: HOUSE,
    household: HOUSEHOLD,
    matters: MATTERS,
    ...others,
  };
  made.set(registry, { others, facts });
  return facts;
}

/** Days counted back from today that rules compare dates with. */
export const AGO = {
  month: '1 month',
  quarter: '3 months',
  half_year: '6 months',
  year: '1 year',
  two_years: '2 years',
  three_years: '3 years',
} as const;

/** The declared types, for the checker of the rule language. */
export function schemaOf(facts: Facts): FactSchema {
  const groups = Object.entries(facts).map(([group, { facts: own }]) => [
    group,
    Object.fromEntries(Object.entries(own).map(([name, { type }]) => [name, type])),
  ]);
  return {
    ...Object.fromEntries(groups),
    ago: Object.fromEntries(Object.keys(AGO).map((name) => [name, 'string' as const])),
    today: 'string',
    // Tags are people's.
    ...(facts.person && { tags: 'list<string>' as const }),
  };
}
