import { sql } from 'kysely';
import { NIL } from '../../platform/ids.ts';
import { atMost } from '../../platform/page.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { lockBooks } from './store.facts.ts';

/**
 * Opens the book of a beginning of the statistical day that nobody summed by yet; true when there is something to count anew for it.
 * Nothing happens where it is there.
 */
export async function openBook(ctx: Context, starts: number): Promise<boolean> {
  const books = await lockBooks(ctx);
  if (books.some((book) => book.starts === starts)) return false;
  const { rows } = await sql<{ upto: string | null }>`
    insert into insight_book (starts, upto)
    select ${starts}::smallint, case when exists (select from insight_fact) then ${NIL}::uuid end returning upto`.execute(
    ctx.db,
  );
  return rows[0]!.upto !== null;
}

/** Begins a new book beside each whole one, but where one is being written already. */
export async function openBooks(ctx: Context): Promise<void> {
  const books = await lockBooks(ctx);
  const begun = new Set(books.flatMap(({ starts, upto }) => (upto === null ? [] : starts)));
  const anew = books.flatMap(({ starts }) => (begun.has(starts) ? [] : starts));
  ctx.write(sql`
    insert into insight_book (starts, upto) select starts, ${NIL}::uuid from unnest(${anew}::smallint[]) starts`);
}

/** Queues that books being written hold all matters up to this one. */
export function turnPage(ctx: Context, upto: string): void {
  ctx.write(sql`update insight_book set upto = greatest(upto, ${upto}::uuid) where upto is not null`);
}

/** Queues that what was being written is whole, and stands in the place of what was. */
export function closeBooks(ctx: Context): void {
  ctx.write(sql`
    update insight_book b set upto = null, dropped = b.upto is null
    where not dropped and exists (select from insight_book w where w.starts = b.starts and w.upto is not null)`);
}

const ROWS = 20_000;

/** Throws away the rows of books in whose place others stand, a few at a time. */
export async function dropBooks({ db }: Runtime, report: () => Promise<void>): Promise<void> {
  const { rows: books } = await sql<{ id: number }>`select id from insight_book where dropped`.execute(db);
  if (books.length === 0) return;
  const { rows: areas } = await sql<{ id: string }>`select id from area`.execute(db);
  for (const { id: book } of books) {
    for (const { id: area } of areas) {
      let gone: bigint | undefined;
      do {
        ({ numAffectedRows: gone } = await sql`
          delete from insight_sum where ctid = any (array (
            select ctid from insight_sum where grain in ('area', 'unit', 'person') and area_id = ${area}::uuid
              and bucket in ('day', 'month') and book = ${book}::smallint limit ${atMost(ROWS)}))`.execute(
          db,
        ));
        await report();
      } while (Number(gone) === ROWS);
    }
    await sql`delete from insight_book where id = ${book}::smallint`.execute(db);
  }
}
