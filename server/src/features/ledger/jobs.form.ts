import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { ZipFile } from 'yazl';
import { type Actor, holds } from '../../platform/access.ts';
import { notAllowed } from '../../platform/errors.ts';
import { recordNext } from '../../platform/events.ts';
import type { JobKind, JobRun } from '../../platform/feature.ts';
import { fileUrls, keepExport } from '../../platform/files/files.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { SHEET_TYPE } from '../../platform/sheet/write.ts';
import { askerOf } from '../account/index.ts';
import { FILL_JOB } from './commands.form.ts';
import { packBook } from './form/book.ts';
import { type Filled, type Filling, fillList, fillPerson } from './form/fill.ts';
import { stampBook } from './form/stamp.ts';
import type { FormPerson } from './form/words.ts';
import { formPeople, generalValues, itemsAsked } from './people.ts';
import { FORMS } from './policy.ts';
import { findForm, type OpenForm, openForm, wordsOf } from './row.form.ts';

/** People read at a time: one transaction for all of them. */
const BATCH = 200;

interface FillInput {
  subject: string;
  people: string[];
  purpose?: string;
}

interface Work {
  runtime: Runtime;
  job: JobRun;
  actor: Actor;
  form: OpenForm;
  filling: Filling;
  people: FormPerson[];
}

async function peopleOf(runtime: Runtime, actor: Actor, job: JobRun, items: string[]): Promise<FormPerson[]> {
  const { people, purpose } = job.input as FillInput;
  const found: FormPerson[] = [];
  for (let at = 0; at < people.length; at += BATCH) {
    const some = people.slice(at, at + BATCH);
    found.push(...(await formPeople(runtime, actor, some, { items, ...(purpose && { purpose }) })));
    await job.report({ rows: found.length, total: people.length });
  }
  return found;
}

const stem = (name: string): string => name.replace(/\.xlsx$/i, '');
/** A person's name as part of a file's: without what file systems do not take. */
const inFileName = (text: string): string => text.replace(/[\\/:*?"<>|\p{Cc}]/gu, '_').slice(0, 40);

async function packed({ runtime, actor }: Work, { book }: Filled): Promise<Buffer> {
  const now = runtime.clock.now();
  stampBook(book, actor.name, now);
  return packBook(book, now);
}

interface Made {
  file: string;
  name: string;
  filled: number;
  gaps: number;
}

async function oneFile(work: Work): Promise<Made> {
  const { runtime, actor, form, filling, people } = work;
  const { book, sheet, row } = form;
  const filled =
    row.layout.kind === 'list'
      ? fillList(book, sheet, filling, people)
      : fillPerson(book, sheet, filling, people[0] ?? { id: '', values: {} });
  const name = `${stem(row.name)}-已填.xlsx`;
  const content = await packed(work, filled);
  const file = await keepExport(runtime, { owner: actor.id, name, mediaType: SHEET_TYPE, content });
  return { file, name, filled: filled.filled.length, gaps: filled.gaps.length };
}

/** One file per person, each made when its turn comes, so that memory holds one at a time. */
async function packet(work: Work): Promise<Made> {
  const { runtime, actor, form, filling, people, job } = work;
  const zip = new ZipFile();
  const out = zip.outputStream as Readable;
  const counted = { filled: 0, gaps: 0 };
  const make = async (person: FormPerson, at: number): Promise<Readable> => {
    const filled = fillPerson(form.book, form.sheet, filling, person);
    counted.filled += filled.filled.length;
    counted.gaps += filled.gaps.length;
    if (at % 20 === 0) await job.report({ rows: at, total: people.length });
    return Readable.from([await packed(work, filled)]);
  };
  people.forEach((person, at) => {
    const number = String(at + 1).padStart(String(people.length).length, '0');
    const name = `${number}-${inFileName(String(person.values.name ?? ''))}.xlsx`;
    zip.addReadStreamLazy(name, { compress: false, mtime: runtime.clock.now() }, (give) => {
      make(person, at).then(
        (stream) => give(null, stream),
        (error) => out.destroy(error),
      );
    });
  });
  zip.end();
  const name = `${stem(form.row.name)}-${people.length}人.zip`;
  const file = await keepExport(runtime, {
    owner: actor.id,
    name,
    mediaType: 'application/zip',
    content: out,
  });
  return { file, name, ...counted };
}

/** Keeps what was made beside the request for it, and tells the log: how many, which items, what for; no values. */
async function keep({ runtime, actor, form, people, job }: Work, made: Made, items: string[]): Promise<void> {
  const { purpose } = job.input as FillInput;
  await run(runtime, actor, async (ctx) => {
    ctx.write(sql`
      update ledger_form_fill set people = ${people.length}::int, filled = ${made.filled}::int, gaps = ${made.gaps}::int,
        file_id = ${made.file}::uuid, name = ${made.name} where id = ${job.id}::uuid`);
    await recordNext(ctx, {
      ...{ subjectKind: 'export', subject: job.id, kind: 'export.made', audience: 'staff' },
      scopes: [actor.id],
      data: { form: form.row.id, rows: people.length, items, file: made.file, ...(purpose && { purpose }) },
    });
  });
}

/** Fills a form for chosen people with what its asker may read at this moment, into a file for that account alone. */
export const formJob: JobKind = {
  kind: FILL_JOB,
  async work(runtime, job) {
    const actor = await askerOf(runtime, job);
    if (!actor || !holds(actor, FORMS)) throw notAllowed('您的账号已没有导出人员信息的权限。');
    const form = await openForm(await findForm(runtime.db, actor, (job.input as FillInput).subject));
    const { layout } = form.row;
    const items = itemsAsked(layout);
    const people = await peopleOf(runtime, actor, job, [...new Set([...items, 'name'])]);
    const filling = { layout, words: await wordsOf(runtime), general: await generalValues(runtime, actor) };
    const work = { runtime, job, actor, form, filling, people };
    const made = layout.kind === 'person' && people.length > 1 ? await packet(work) : await oneFile(work);
    await keep(work, made, items);
    const { file, ...told } = made;
    return { ...told, rows: people.length, file: fileUrls(file).url };
  },
};
