import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Static } from 'typebox';
import { SYSTEM } from '../../platform/access.ts';
import { maskName } from '../../platform/crypto.ts';
import type { Db } from '../../platform/database/open.ts';
import type { Database, Json } from '../../platform/database/tables.ts';
import { badField } from '../../platform/errors.ts';
import { atMost, type Page, toPage } from '../../platform/page.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { accountNames, allRoles } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { registryItems } from '../dictionary/index.ts';
import { columnNames } from '../ledger/index.ts';
import { registrySubject } from '../place/index.ts';
import { type Category, detailOf, type Words, wordOf } from './rules.ts';
import type { Entry, EntryQuery } from './schema.ts';

type Row = Selectable<Database['audit_entry']> & { category: Category; data: Json; scopes: string[] };

/** The place in time and number that a cursor stands for; refuses what no page ever gave out. */
function placeOf(cursor: string): [at: string, seq: string] {
  const [, at, seq] = /^(\d{4}-\d\d-\d\dT[\d:.]+Z)_(\d{1,18})$/.exec(cursor) ?? [];
  if (!at || !seq || Number.isNaN(Date.parse(at)))
    throw badField('cursor', 'bad_cursor', '翻页标记无效，请从第一页重新打开。');
  return [at, seq];
}

/** One index gives each filter in order: the narrowest one leads, the others are looked at on the way. */
function conditions({
  category,
  actor,
  subject,
  from,
  to,
  cursor,
}: Static<typeof EntryQuery>): RawBuilder<unknown> {
  const list = [sql`true`];
  if (category) list.push(sql`e.category = ${category}`);
  if (actor) list.push(sql`e.actor = ${actor}::uuid`);
  if (subject) list.push(sql`e.subject = ${subject}::uuid`);
  if (from) list.push(sql`e.at >= ${from}::timestamptz`);
  if (to) list.push(sql`e.at < ${to}::timestamptz`);
  if (cursor) {
    const [at, seq] = placeOf(cursor);
    list.push(sql`(e.at, e.seq) < (${at}::timestamptz, ${seq}::bigint)`);
  }
  return sql.join(list, sql` and `);
}

/** The rows of a page in an area: the area's own list leads. */
const within = (area: string | undefined): RawBuilder<unknown> =>
  area
    ? sql`(select a.area_id, a.at, a.seq, x.category, x.kind, x.actor, x.subject_kind, x.subject, x.outside
        from audit_area a join audit_entry x on x.seq = a.seq where a.area_id = ${area}::uuid) e`
    : sql`audit_entry e`;

/** What the subjects of a page are called: matters by number, people by their masked name, as everybody reads them who does not work with them. */
async function subjectNames(db: Db, rows: readonly Row[]): Promise<Map<string, string>> {
  const idsOf = (kind: string) => rows.flatMap((row) => (row.subject_kind === kind ? row.subject : []));
  const { rows: found } = await sql<{ id: string; name: string; masked: boolean }>`
    select id, number as name, false as masked from matter where id = any (${idsOf('matter')}::uuid[])
    union all select id, name, state <> 'erased' from resident_person where id = any (${idsOf('person')}::uuid[])`.execute(
    db,
  );
  return new Map(found.map(({ id, name, masked }) => [id, masked ? maskName(name) : name]));
}

/** The names of the items, columns and roles whose codes events carry. What is no column, or none any more, is an item of the registry. */
async function wordsFor(runtime: Runtime, db: Db): Promise<Words> {
  const [items, columns, roles] = [
    await registryItems(runtime),
    await columnNames(runtime),
    await allRoles(db),
  ];
  const names = new Map(roles.map(({ code, name }) => [code, name]));
  return {
    item: (code, subject) =>
      columns(subject, code) ?? items.item(registrySubject(subject), code)?.name ?? code,
    role: (code) => names.get(code) ?? code,
  };
}

/** What the auditor reads, the newest first. People are told by their masked name: whose values were looked at, not the values. */
export async function listEntries(
  runtime: Runtime,
  filter: Static<typeof EntryQuery>,
): Promise<Page<Static<typeof Entry>>> {
  const [tree, limit] = [await areaTree(runtime), filter.limit ?? 50];
  const where = conditions(filter);
  return run(runtime, SYSTEM, async ({ db }) => {
    const { rows } = await sql<Row>`
      select p.*, v.data, v.scopes from (
        select e.seq, e.at, e.category, e.kind, e.actor, e.subject_kind, e.subject, e.outside from ${within(filter.area)}
        where ${where} order by e.at desc, e.seq desc limit ${atMost(limit + 1)}) p
      join event v on v.seq = p.seq order by p.at desc, p.seq desc`.execute(db);
    const page = toPage(rows, limit, (row) => `${row.at.toISOString()}_${row.seq}`);
    const accounts = page.items.flatMap((row) => [
      row.actor,
      ...(row.subject_kind === 'account' ? [row.subject] : []),
    ]);
    const [names, subjects, words] = [
      await accountNames(db, [...new Set(accounts)]),
      await subjectNames(db, page.items),
      await wordsFor(runtime, db),
    ];
    const items = page.items.map(({ seq, at, data, scopes, ...row }) => ({
      ...row,
      id: String(seq),
      at: at.toISOString(),
      what: wordOf(row.kind),
      actor_name: actorName(row, names),
      subject_name: names.get(row.subject) ?? subjects.get(row.subject) ?? null,
      area_name: deepest(scopes, data, (id) => tree.get(id)),
      detail: detailOf(row.kind, data, words),
    }));
    return { items, next: page.next };
  });
}

/** What lets nobody in: it was nobody's yet, though the system writes it down. */
const REFUSED = new Set(['account.session.refused', 'account.credential.refused']);

/** Who did it, as the auditor reads it. */
function actorName(
  { kind, actor }: Pick<Row, 'kind' | 'actor'>,
  names: ReadonlyMap<string, string>,
): string | null {
  if (REFUSED.has(kind)) return '未登录';
  return actor === SYSTEM.id ? SYSTEM.name : (names.get(actor) ?? null);
}

/** The name of the smallest area that an event names. */
function deepest(
  scopes: string[],
  data: Json,
  get: (id: string) => { name: string; path: readonly string[] } | undefined,
): string | null {
  const own = data !== null && typeof data === 'object' && !Array.isArray(data) ? data.area : undefined;
  const ids = typeof own === 'string' ? [own] : scopes;
  const found = ids.flatMap((id) => get(id) ?? []).sort((a, b) => b.path.length - a.path.length);
  return found[0]?.name ?? null;
}
