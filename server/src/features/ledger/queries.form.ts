import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { fileUrls } from '../../platform/files/files.ts';
import { atMost, cursorId, type Page, toPage } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { registryItems } from '../dictionary/index.ts';
import { fillList, fillPerson } from './form/fill.ts';
import type { Layout } from './form/layout.ts';
import { previewOf } from './form/preview.ts';
import { readSheet } from './form/sheet.ts';
import { cellStyles } from './form/styles.ts';
import { computedItems } from './form/words.ts';
import { formPeople, generalValues, itemsAsked } from './people.ts';
import { findForm, openForm, wordsOf } from './row.form.ts';
import type { FilledPreview, FormDetail, FormFill, FormItemRow, FormWordItem } from './schema.form.ts';

type Item = Static<typeof FormItemRow>;

const itemOf = (row: {
  id: string;
  name: string;
  layout: Layout;
  created_at: Date;
  changed_at: Date;
}): Item => ({
  id: row.id,
  name: row.name,
  kind: row.layout.kind,
  known: row.layout.targets.filter(({ item }) => item !== null).length,
  created_at: row.created_at.toISOString(),
  changed_at: row.changed_at.toISOString(),
});

/** One's own forms, the newest first. */
export async function listForms(
  runtime: Runtime,
  actor: Actor,
  { cursor, limit = 50 }: { cursor?: string; limit?: number },
): Promise<Page<Item>> {
  const after = cursorId(cursor);
  const { rows } = await sql<Parameters<typeof itemOf>[0]>`
    select id, name, layout, created_at, changed_at from ledger_form where account_id = ${actor.id}::uuid
      ${after ? sql`and id < ${after}::uuid` : sql``} order by id desc limit ${atMost(limit + 1)}`.execute(
    runtime.db,
  );
  const page = toPage(rows, limit, ({ id }) => id);
  return { ...page, items: page.items.map(itemOf) };
}

/** One form with what its cells mean, drawn as it looks. */
export async function readForm(runtime: Runtime, actor: Actor, id: string): Promise<FormDetail> {
  const { row, book, sheet } = await openForm(await findForm(runtime.db, actor, id));
  const { first, last, targets } = row.layout;
  return {
    ...itemOf(row),
    version: row.version,
    sheet: row.layout.sheet,
    sheets: book.sheets.filter(({ hidden }) => !hidden).map(({ name }) => name),
    ...(first !== undefined && { first }),
    ...(last !== undefined && { last }),
    remembered: row.learnt,
    targets,
    preview: previewOf(sheet, cellStyles(book), { asked: targets.map(({ ref }) => ref) }),
  };
}

/** A form as it looks filled for a few people, with what is masked masked: nothing is looked at, nothing is kept. */
export async function previewFill(
  runtime: Runtime,
  actor: Actor,
  id: string,
  ids: readonly string[],
): Promise<Static<typeof FilledPreview>> {
  const { row, book, sheet } = await openForm(await findForm(runtime.db, actor, id));
  const { layout } = row;
  const people = await formPeople(runtime, actor, layout.kind === 'list' ? ids : ids.slice(0, 1), {
    items: itemsAsked(layout),
  });
  const filling = { layout, words: await wordsOf(runtime), general: await generalValues(runtime, actor) };
  const filled =
    layout.kind === 'list'
      ? fillList(book, sheet, filling, people)
      : fillPerson(book, sheet, filling, people[0] ?? { id: '', values: {} });
  const after = readSheet(filled.book, sheet.entry);
  return {
    preview: previewOf(after, cellStyles(filled.book), filled),
    people: people.length,
    gaps: filled.gaps.length,
  };
}

interface FillRow {
  id: string;
  people: number;
  purpose: string | null;
  filled: number | null;
  gaps: number | null;
  state: string | null;
  file_id: string | null;
  name: string | null;
  created_at: Date;
}

/** How a form of one's own was filled, the newest first; files are kept for seven days. */
export async function listFills(
  runtime: Runtime,
  actor: Actor,
  form: string,
  { cursor, limit = 50 }: { cursor?: string; limit?: number },
): Promise<Page<Static<typeof FormFill>>> {
  await findForm(runtime.db, actor, form);
  const after = cursorId(cursor);
  const { rows } = await sql<FillRow>`
    select f.id, f.people, f.purpose, f.filled, f.gaps, j.state, k.id as file_id, f.name, f.created_at
    from ledger_form_fill f left join job j on j.id = f.id left join file k on k.id = f.file_id
    where f.form_id = ${form}::uuid and f.account_id = ${actor.id}::uuid ${after ? sql`and f.id < ${after}::uuid` : sql``}
    order by f.id desc limit ${atMost(limit + 1)}`.execute(runtime.db);
  const page = toPage(rows, limit, ({ id }) => id);
  return {
    ...page,
    items: page.items.map(({ file_id, created_at, state, ...row }) => ({
      ...row,
      state: state ?? 'done',
      file: file_id ? fileUrls(file_id).url : null,
      created_at: created_at.toISOString(),
    })),
  };
}

/** What a cell of a form can be filled with: the registry's items of persons, then what is worked out. */
export async function formItems(runtime: Runtime): Promise<{ items: Static<typeof FormWordItem>[] }> {
  const kept = (await registryItems(runtime)).of('person').filter(({ group }) => !group);
  return {
    items: [
      ...kept.map(({ code, name }) => ({ code, name, computed: false })),
      ...computedItems.map(({ code, name }) => ({ code, name, computed: true })),
    ],
  };
}
