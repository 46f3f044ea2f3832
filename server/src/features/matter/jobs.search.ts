import { sql } from 'kysely';
import type { EventRow } from '../../platform/events.ts';
import type { Context } from '../../platform/runtime.ts';
import type { Subscriber } from '../../platform/subscribers.ts';
import { areaWord, fieldWord, momentOf, partyWord, timeWords, wordsOf } from './rules.search.ts';

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
      array_remove(array[area_1, area_2, area_3, area_4, area_5, area_6], null) as areas
    from matter where id = any (${ids}::uuid[])`.execute(ctx.db);
  return rows;
}

async function readParties(ctx: Context, ids: string[]): Promise<{ id: string; refs: string[] }[]> {
  const { rows } = await sql<{ id: string; refs: string[] }>`
    select matter_id as id, array_agg(distinct ref) as refs from matter_party
    where matter_id = any (${ids}::uuid[]) group by matter_id`.execute(ctx.db);
  return rows;
}

/**
 * Adds words to what is kept. Words only ever come to a matter, so adding twice changes nothing, and a row whose words are
 * all known is left alone, index and all. Who is a party no more is kept out by the row itself.
 */
async function index(ctx: Context, events: EventRow[]): Promise<void> {
  const words = new Map<string, Set<string>>();
  const add = (id: string, more: Iterable<string>) =>
    words.set(id, new Set([...(words.get(id) ?? []), ...more]));
  const ids = [...new Set(events.map((event) => event.subject))];
  const opened = events.filter((event) => REWRITTEN.has(event.kind)).map((event) => event.subject);
  for (const matter of await readOpened(ctx, opened)) add(matter.id, openingWords(matter));
  for (const { id, refs } of await readParties(ctx, ids)) add(id, refs.map(partyWord));
  for (const event of events)
    if (event.kind === 'matter.supplement') add(event.subject, wordsOf(...texts(event.data.form)));
  const rows = [...words].map(([id, set]) => ({ id, words: [...set] }));
  if (rows.length > 0)
    ctx.write(sql`
      insert into matter_search (matter_id, doc)
      select id, array_to_tsvector(words) from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as w(id uuid, words text[])
      order by id
      on conflict (matter_id) do update set doc = matter_search.doc || excluded.doc
        where matter_search.doc || excluded.doc <> matter_search.doc`);
}

/** Keeps the words of matters for the search, moments after they changed. */
export const searchIndexer: Subscriber = {
  name: 'matter.search',
  wants: (kind) => kind.startsWith('matter.') && !/^matter\.(registry|contact|desk)/.test(kind),
  handle: index,
};
