import { type RawBuilder, sql } from 'kysely';
import type { Actor } from '../../../platform/access.ts';
import { dayOf } from '../../../platform/day.ts';
import { type Runtime, run } from '../../../platform/runtime.ts';
import { registryItems } from '../../dictionary/index.ts';
import type { SubjectTable, TableColumn } from '../../source/index.ts';
import type { Asked } from '../asked.ts';
import { compiledRule } from '../segment/asked.ts';
import type { Fact, FactKind, Facts } from '../segment/facts.ts';
import { AREA_COLUMNS } from './columns.ts';
import type { Chosen, Column, Ledger, Rows } from './ledger.ts';

const columnOf = (column: TableColumn): Column => {
  const {
    code,
    name,
    type,
    dictionary = null,
    choices = null,
    always = false,
    editable = false,
    sql: asked,
  } = column;
  const coded = dictionary !== null || choices !== null;
  return {
    ...{ code, name, type, dictionary, choices, always, editable },
    ...{ groupable: coded && asked !== undefined, askable: asked !== undefined },
  };
};

const KINDS: Record<string, FactKind> = { number: 'double', flag: 'bool' };

const factOf = ({ code, name, type, sql: asked, raw, join, indexed }: TableColumn): [string, Fact][] =>
  asked
    ? [
        [
          code,
          {
            ...{ type: KINDS[type] ?? 'string', name, sql: asked },
            ...(join && { join: join.name }),
            ...(indexed && { item: code }),
            ...(raw && { raw }),
          },
        ],
      ]
    : [];

const joinsOf = (columns: readonly TableColumn[]): Record<string, RawBuilder<unknown>> =>
  Object.fromEntries(columns.flatMap(({ join }) => (join ? [[join.name, join.sql]] : [])));

/** The ledger of a table that a feature gives out. */
export function ledgerOf(table: SubjectTable): Ledger {
  const { subject, from } = table;
  // Declaring facts to the rule language takes longer than checking a rule: once for the items as they are.
  const made = new WeakMap<object, Facts>();

  async function factsOf(runtime: Runtime): Promise<{ columns: readonly TableColumn[]; facts: Facts }> {
    const [registry, columns] = [await registryItems(runtime), await table.columns(runtime)];
    const facts = made.get(registry) ?? {
      [subject]: { facts: Object.fromEntries(columns.flatMap(factOf)), joins: joinsOf(columns) },
    };
    made.set(registry, facts);
    return { columns, facts };
  }

  async function rows(runtime: Runtime, actor: Actor, { rule, area }: Chosen, by?: string): Promise<Rows> {
    const { columns, facts } = await factsOf(runtime);
    const { condition, joins, joined } = compiledRule(rule?.trim() || 'true', facts);
    const { placed, unplaced } = await table.reach(runtime, actor, area);
    const grouped = columns.find(({ code }) => code === by);
    const join = grouped?.join;
    const beside = join && !joined.has(`${subject}.${join.name}`) ? join.sql : sql``;
    const within = (reached: RawBuilder<boolean>): Asked => ({
      from: sql`${from} cross join (select ${dayOf(runtime.clock.now())}::date as today) d ${joins} ${beside}`,
      within: reached,
      holds: condition,
    });
    return {
      placed: within(placed),
      unplaced: unplaced && within(unplaced),
      by: grouped?.sql ? sql`nullif(${grouped.sql}, '')` : null,
    };
  }

  return {
    ...table,
    columns: async (runtime) => {
      const [title, ...rest] = (await table.columns(runtime)).map(columnOf);
      return title ? [title, ...AREA_COLUMNS, ...rest] : [];
    },
    rows,
    async read(runtime, actor, ids) {
      const found = await run(runtime, actor, (ctx) => table.read(ctx, ids));
      return ids.flatMap((id) => found.get(id) ?? []);
    },
  };
}
