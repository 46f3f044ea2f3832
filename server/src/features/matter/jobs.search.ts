import { type RawBuilder, sql } from 'kysely';
import type { EventRow } from '../../platform/events.ts';
import type { Context } from '../../platform/runtime.ts';
import type { Subscriber } from '../../platform/subscribers.ts';
import { docOf, wordsOf } from '../../platform/words.ts';
import { areaWord, fieldWord, momentOf, partyWord, timeWords } from './rules.search.ts';

interface Opened {
  id: string;
  number: string;
  title: string;
  text: string;
  address: string;
  answers: Record<string, unknown>;
  type_code: string;
  category_code: string | null;
  channel: string;
  areas: string[];
  /** Whether it has words already: only `on conflict` could tell too, at one more record of the log of changes for each. */
  kept: boolean;
}

/** After these the matter's own text, class or place is read (again). */
const REWRITTEN = new Set(['matter.opened', 'matter.amend']);

const texts = (form: unknown): string[] =>
  Object.values((form ?? {}) as Record<string, unknown>).filter((value) => typeof value === 'string');

/** Everything by which a matter is found from its first day on. Internal opinions are not among it: the caller searches too. */
export function openingWords(matter: Opened): string[] {
  const { id, number, title, text, address, answers, type_code, category_code, channel, areas } = matter;
  return [
    ...wordsOf(number, title, text, address, ...texts(answers)),
    ...areas.map(areaWord),
    ...timeWords(momentOf(id)),
    fieldWord('type', type_code),
    fieldWord('source', channel),
    ...(category_code ? [fieldWord('category', category_code)] : []),
  ];
}

async function readOpened(ctx: Context, ids: string[]): Promise<Opened[]> {
  const { rows } = await sql<Opened>`
    select id, number, title, text, address, answers, type_code, category_code, channel,
      array_remove(array[area_1, area_2, area_3, area_4, area_5, area_6], null) as areas,
      (select true from matter_search s where s.matter_id = m.id) is not null as kept
    from matter m where id = any (${ids}::uuid[])`.execute(ctx.db);
  return rows;
}

async function readParties(ctx: Context, ids: string[]): Promise<{ id: string; refs: string[] }[]> {
  const { rows } = await sql<{ id: string; refs: string[] }>`
    select matter_id as id, array_agg(distinct ref) as refs from matter_party
    where matter_id = any (${ids}::uuid[]) group by matter_id`.execute(ctx.db);
  return rows;
}

/** Rows of words; texts of `tsvector` are read sooner than lists of JSON. */
const rowsOf = (words: readonly [id: string, words: Set<string>][]): RawBuilder<unknown> => sql`
  select id, doc::tsvector from unnest(${words.map(([id]) => id)}::uuid[], ${words.map(([, set]) => docOf(set))}::text[]) as w(id, doc)
  order by id`;

/**
 * Adds words to what is kept. Words only ever come to a matter, so adding twice changes nothing, and a row whose words are
 * all known is left alone, index and all. Who is a party no more is kept out by the row itself.
 */
async function index(ctx: Context, events: EventRow[]): Promise<void> {
  const words = new Map<string, Set<string>>();
  const add = (id: string, more: readonly string[]) => {
    const known = words.get(id);
    if (known) for (const word of more) known.add(word);
    else words.set(id, new Set(more));
  };
  const ids = [...new Set(events.map((event) => event.subject))];
  const opened = await readOpened(
    ctx,
    events.filter((event) => REWRITTEN.has(event.kind)).map((event) => event.subject),
  );
  for (const matter of opened) add(matter.id, openingWords(matter));
  for (const { id, refs } of await readParties(ctx, ids)) add(id, refs.map(partyWord));
  for (const event of events)
    if (event.kind === 'matter.supplement') add(event.subject, wordsOf(...texts(event.data.form)));
  const fresh = new Set(opened.filter(({ kept }) => !kept).map(({ id }) => id));
  const [first, more] = [true, false].map((isFirst) =>
    [...words].filter(([id]) => fresh.has(id) === isFirst),
  );
  if (first!.length > 0) ctx.write(sql`insert into matter_search (matter_id, doc) ${rowsOf(first!)}`);
  if (more!.length > 0)
    ctx.write(sql`
      insert into matter_search (matter_id, doc) ${rowsOf(more!)}
      on conflict (matter_id) do update set doc = matter_search.doc || excluded.doc
        where matter_search.doc || excluded.doc <> matter_search.doc`);
}

/** Keeps the words of matters for the search, moments after they changed. */
export const searchIndexer: Subscriber = {
  name: 'matter.search',
  wants: (kind) => kind.startsWith('matter.') && !/^matter\.(registry|contact|desk)/.test(kind),
  handle: index,
};
