import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import pg from 'pg';
import { BENCH_KEY, startUnderTest, type UnderTest } from '../../server/test/child.ts';
import type { Report } from '../figure.ts';
import { followers } from '../followers.ts';
import { peakMemory } from '../intake.city.ts';
import { createClient } from '../loader.ts';
import { copyAgain } from './copy.ts';
import type { Written } from './files.ts';
import type { Hands } from './hands.ts';
import type { Scale } from './plan.ts';

/** The import is killed when it has come to this part of the rows. */
const KILLED_AT = 0.6;
const MOST_RATIO = 4;
const MOST_MEMORY = 1024;

/** A file that was handed in, by its street's own account. */
interface Handed {
  id: string;
  token: string;
  mapping: unknown;
  /** The work on it, once it was started. */
  job: string;
  /** What came of it, once it is done: asked no more. */
  result?: Outcomes;
}

type Outcomes = Record<'read' | 'new' | 'same' | 'changed' | 'waiting' | 'refused', number>;

/** Uploads a file as a browser does. */
async function upload(port: number, token: string, where: string, path: string, type = 'text/csv') {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(await readFile(path))], { type }), basename(path));
  const answer = await fetch(`http://127.0.0.1:${port}${where}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: form,
  });
  const body = await answer.json();
  if (answer.status !== 201) throw new Error(JSON.stringify(body));
  return body;
}

/** Hands a table in; its columns are read as the program proposes. */
async function hand(port: number, token: string, target: string, path: string): Promise<Handed> {
  const { id, suggested } = (await upload(port, token, `/api/sheets?target=${target}`, path)) as {
    id: string;
    suggested: object;
  };
  return { id, token, mapping: { ...suggested, constants: { said_on: '2026-11-01' } }, job: '' };
}

async function ask(
  port: number,
  { token }: Pick<Handed, 'token'>,
  method: string,
  path: string,
  payload?: unknown,
) {
  const client = createClient(port, token);
  const { status, body } = await client.ask(method, path, payload);
  client.close();
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(body)}`);
  return body;
}

async function start(port: number, handed: Handed): Promise<void> {
  const started = { mapping: handed.mapping, trial: false };
  handed.job = (await ask(port, handed, 'POST', `/api/sheets/${handed.id}/start`, started)).job;
}

const pause = (ms: number) => new Promise((next) => setTimeout(next, ms));

/** How many rows of a file were read; throws when its import has failed. */
async function readOf(port: number, handed: Handed): Promise<number> {
  if (handed.result) return handed.result.read;
  const { state, error, progress, result } = await ask(port, handed, 'GET', `/api/jobs/${handed.job}`);
  if (state === 'failed' || state === 'cancelled') throw new Error(`an import ${state}: ${error}`);
  if (state === 'done') handed.result = result;
  return (result ?? progress)?.read ?? 0;
}

/** Waits until so many rows of the files were read, or all files are done; returns how many were. */
async function until(port: number, all: readonly Handed[], rows: number): Promise<number> {
  for (;;) {
    let read = 0;
    for (const handed of all) read += await readOf(port, handed);
    if (read >= rows || all.every(({ result }) => result)) return read;
    // Seldom, and only of what is not done: asking how far each file is costs the program that is measured.
    await pause(1500);
  }
}

/** Waits for all files; returns what came of their rows, together. */
async function ended(port: number, all: readonly Handed[]): Promise<Omit<Outcomes, 'read'>> {
  await until(port, all, Number.POSITIVE_INFINITY);
  const sum = { new: 0, same: 0, changed: 0, waiting: 0, refused: 0 };
  for (const { result } of all)
    for (const outcome of Object.keys(sum) as (keyof typeof sum)[]) sum[outcome] += result![outcome];
  return sum;
}

const rowsOf = (files: Written['files']): number => files.reduce((sum, file) => sum + file.rows, 0);

/** Imports the tables of one kind; throws when a row was refused. */
async function importTables(
  report: Report,
  port: number,
  token: string,
  files: Written['files'],
): Promise<number> {
  const all: Handed[] = [];
  for (const { sheet, path } of files) all.push(await hand(port, token, sheet, path));
  const begun = performance.now();
  for (const handed of all) await start(port, handed);
  const outcomes = await ended(port, all);
  const seconds = (performance.now() - begun) / 1000;
  if (outcomes.refused > 0) throw new Error(`${outcomes.refused} rows refused: ${JSON.stringify(outcomes)}`);
  report({ name: `${files[0]!.sheet}s: ${rowsOf(files)} rows imported`, value: seconds, unit: 's' });
  return seconds;
}

/** Imports the outlines of buildings: each file is tried as it is uploaded, then taken in; both count. */
async function importOutlines(
  report: Report,
  port: number,
  token: string,
  paths: readonly string[],
): Promise<number> {
  const begun = performance.now();
  const taken = { made: 0, changed: 0 };
  for (const path of paths) {
    const { id } = (await upload(port, token, '/api/housing/imports', path, 'application/geo+json')) as {
      id: string;
    };
    const { report: told } = await ask(port, { token }, 'POST', `/api/housing/imports/${id}/apply`);
    taken.made += told.made;
    taken.changed += told.changed;
  }
  const seconds = (performance.now() - begun) / 1000;
  if (taken.made > 0) throw new Error(`${taken.made} outlines found no building`);
  report({ name: `outlines: ${taken.changed} drawn, tried and taken in`, value: seconds, unit: 's' });
  return seconds;
}

/** Imports what stands where, as the city's own account: estates, their buildings with their outlines, and the houses in them. */
async function importHousing(
  report: Report,
  port: number,
  { levels: { city } }: Hands,
  { files, outlines }: Written,
): Promise<number> {
  const of = (name: string) => files.filter(({ sheet }) => sheet === name);
  let seconds = await importTables(report, port, city, of('estate'));
  seconds += await importTables(report, port, city, of('building'));
  seconds += await importOutlines(report, port, city, outlines);
  return seconds + (await importTables(report, port, city, of('house')));
}

/** Waits until every segment is computed from all that was imported: an import is followed by one computing, some seconds after it. */
async function segments(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (;;) {
    const { rows } = await client.query(
      "select from ledger_segment where retired_at is null and state = 'computing' limit 1",
    );
    if (rows.length === 0) break;
    await pause(250);
  }
  await client.end();
}

interface Imported {
  seconds: number;
  outcomes: Record<string, number>;
  server: UnderTest;
}

/** Imports 小区, buildings, outlines, houses and people from the files, in the order in which each finds what it stands in. */
export async function importCity(
  report: Report,
  where: { url: string; data: string },
  hands: Hands,
  written: Written,
): Promise<Imported> {
  const server = await startUnderTest(where.url, BENCH_KEY, where.data);
  const housing = await importHousing(report, server.port, hands, written);
  const people = await importPeople(report, { ...where, server }, hands, written);
  return { ...people, seconds: housing + people.seconds };
}

/**
 * Imports the files of people, each by its street, while followers keep up with the log; in the middle of it the program is killed and
 * started again. The time is without that in which nothing ran.
 */
async function importPeople(
  report: Report,
  where: { url: string; data: string; server: UnderTest },
  hands: Hands,
  { files }: Written,
): Promise<Imported> {
  let { server } = where;
  const people = files.filter(({ sheet }) => sheet === 'person');
  const rows = rowsOf(people);
  const all: Handed[] = [];
  for (const { street, path } of people)
    all.push(await hand(server.port, hands.streets.get(street)!, 'person', path));
  const begun = performance.now();
  for (const handed of all) await start(server.port, handed);
  const before = await until(server.port, all, rows * KILLED_AT);
  let memory = await peakMemory(server.pid);
  await server.kill();
  const killed = performance.now();
  server = await startUnderTest(where.url, BENCH_KEY, where.data);
  await until(server.port, all, before + 1);
  const outage = (performance.now() - killed) / 1000;
  const outcomes = await ended(server.port, all);
  const behind = await followers(where.url);
  await segments(where.url);
  const seconds = (performance.now() - begun) / 1000 - outage;
  memory = Math.max(memory, await peakMemory(server.pid));
  report({
    name: `people: ${rows} rows imported, followers and segments and all`,
    value: seconds,
    unit: 's',
  });
  report({ name: 'people: rows', value: rows / seconds, unit: '/s' });
  report({ name: 'people: followers of the log after the last row', value: behind, unit: 's' });
  report({ name: 'killed amid the import: the work goes on after', value: outage, unit: 's' });
  const ok = memory < MOST_MEMORY;
  report({
    name: 'memory of the importing process',
    value: memory,
    unit: 'MB',
    bound: `< ${MOST_MEMORY}`,
    ok,
  });
  return { seconds, outcomes, server };
}

/** Each person, house and building of the files is there once, said once and told once; the kept counts say the same. */
export async function countCity(
  report: Report,
  url: string,
  { people, houses, buildings }: Scale,
): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(`
    select (select count(*) from resident_person) - ${people} as persons,
      (select count(distinct id_print) from resident_person) - ${people} as numbers,
      (select count(*) from source_statement where subject_kind = 'person') - ${people} as statements,
      (select count(*) from event where kind = 'person.created') - ${people} as events,
      (select sum(people) from resident_count) - ${people} as counted,
      (select count(*) from housing_house) - ${houses} as houses,
      (select count(*) from event where kind = 'house.created') - ${houses} as "events of houses",
      (select sum(houses) from housing_building) - ${houses} as "houses counted in buildings",
      (select count(*) from housing_building where outline is not null) - ${buildings} as "buildings with outline",
      (select count(*) from event where kind = 'building.created') - ${buildings} as "events of buildings"`);
  await client.end();
  for (const [what, text] of Object.entries(rows[0] as Record<string, string>)) {
    const value = Math.abs(Number(text));
    report({ name: `lost or doubled, by ${what}`, value, unit: 'rows', bound: '= 0', ok: value === 0 });
  }
}

/** How long PostgreSQL takes to COPY the same finished rows into the same tables. */
export async function besideCopy(report: Report, url: string, seconds: number): Promise<void> {
  const copied = await copyAgain(url);
  for (const { table, rows, seconds: taken } of copied)
    report({ name: `COPY of ${rows} rows of ${table}`, value: taken, unit: 's' });
  const reference = copied.reduce((sum, each) => sum + each.seconds, 0);
  const ratio = seconds / reference;
  report({
    name: 'import of the whole city from files, beside COPY of the same finished rows',
    ...{
      value: seconds,
      unit: 's',
      reference,
      ratio,
      bound: `<= ${MOST_RATIO} times`,
      ok: ratio <= MOST_RATIO,
    },
  });
}
