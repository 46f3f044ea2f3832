import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import type { Db } from '../../platform/database/open.ts';
import { conflict, notFound } from '../../platform/errors.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { dictionaries, registryItems } from '../dictionary/index.ts';
import { type Book, openBook } from './form/book.ts';
import type { Layout } from './form/layout.ts';
import { type FormSheet, readSheet } from './form/sheet.ts';
import { type FormWords, formWords } from './form/words.ts';

export interface FormRow {
  id: string;
  name: string;
  content: Buffer;
  fingerprint: Buffer;
  layout: Layout;
  learnt: boolean;
  version: number;
  created_at: Date;
  changed_at: Date;
}

/** One's own form; 404 for anybody else's. */
export async function findForm(db: Db, actor: Actor, id: string, lock = false): Promise<FormRow> {
  const { rows } = await sql<FormRow>`
    select id, name, content, fingerprint, layout, learnt, version, created_at, changed_at from ledger_form
    where id = ${id}::uuid and account_id = ${actor.id}::uuid ${sql.raw(lock ? 'for update' : '')}`.execute(
    db,
  );
  if (!rows[0]) throw notFound('表格');
  return rows[0];
}

/** A form with its file open and the sheet that is filled. */
export interface OpenForm {
  row: FormRow;
  book: Book;
  sheet: FormSheet;
}

/** Opens the kept file of a form. */
export async function openForm(row: FormRow): Promise<OpenForm> {
  const book = await openBook(row.content);
  const entry = book.sheets.find(({ name }) => name === row.layout.sheet);
  if (!entry) throw conflict('sheet_gone', '这个文件里没有要填的那张工作表，请重新上传。');
  return { row, book, sheet: readSheet(book, entry) };
}

/** The registry's words as they are now, for forms. */
export async function wordsOf(runtime: Runtime): Promise<FormWords> {
  const [items, words] = await Promise.all([registryItems(runtime), dictionaries(runtime)]);
  return formWords(items, words);
}
