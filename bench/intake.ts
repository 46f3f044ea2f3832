import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import { readConfig } from '../server/src/config.ts';
import { tokenFor } from '../server/src/features/account/sample.ts';
import { smallCity } from '../server/src/features/matter/sample.ts';
import { openDatabase } from '../server/src/platform/database/open.ts';
import { createProgram } from '../server/src/program.ts';
import { BENCH_KEY, startUnderTest } from '../server/test/child.ts';
import { benchDatabase } from './cluster.ts';
import type { Report } from './figure.ts';
import { followers } from './followers.ts';
import { addTowns, type Box, peakMemory, type Town } from './intake.city.ts';
import { createClient } from './loader.ts';

export const name = 'intake';

interface Source {
  town: Pick<Town, 'code' | 'name'>;
  file: string;
  lng: string;
  lat: string;
  department: string;
  mapping: object;
}

const DATES = {
  date_format: 'MM/DD/YYYY hh:mm:ss A',
  time_zone: 'America/New_York',
  leave_unknown_category: true,
};

/** Two cities whose requests are public, each with its own columns; they lie beside the repository where they are at hand. */
const SOURCES: Source[] = [
  {
    town: { code: '429911', name: '波士顿' },
    file: 'boston311/boston_311_2015_h1.csv.gz',
    lng: 'LONGITUDE',
    lat: 'LATITUDE',
    department: 'Department',
    mapping: {
      columns: {
        reference: ['CASE_ENQUIRY_ID'],
        title: ['TYPE'],
        text: ['REASON', 'TYPE', 'CASE_TITLE'],
        category: ['TYPE'],
        lng: ['LONGITUDE'],
        lat: ['LATITUDE'],
        address: ['Location'],
        created_at: ['OPEN_DT'],
        source: ['Source'],
        unit: ['Department'],
      },
      constants: { type: 'city-event' },
      values: {
        category: {
          'Street Light Outages': '路灯',
          'Pothole Repair (Internal)': '道路破损',
          'Sidewalk Repair (Make Safe)': '道路破损',
          'Empty Litter Basket': '暴露生活垃圾',
          'Tree Maintenance Requests': '行道树',
        },
        source: {
          'Constituent Call': 'hotline',
          'Employee Generated': 'patrol',
          'City Worker App': 'patrol',
          'Citizens Connect App': 'import',
          'Self Service': 'desk',
          'Maximo Integration': 'api',
          Twitter: 'import',
        },
      },
      key: 'boston311',
      ...DATES,
    },
  },
  {
    town: { code: '429912', name: '纽约' },
    file: 'nyc311/nyc311_2013-12.csv.gz',
    lng: 'Longitude',
    lat: 'Latitude',
    department: 'Agency',
    // No column names the unit: who answers comes from the responsibility matrix.
    mapping: {
      columns: {
        reference: ['Unique Key'],
        title: ['Complaint Type'],
        text: ['Complaint Type', 'Descriptor'],
        lng: ['Longitude'],
        lat: ['Latitude'],
        address: ['Incident Address'],
        created_at: ['Created Date'],
      },
      // Requests without coordinates go to the district's own desk.
      constants: { type: 'city-event', area: '429912' },
      key: 'nyc311',
      ...DATES,
    },
  },
];

interface Loaded {
  source: Source;
  bytes: Buffer;
  rows: number;
  town: Town;
}

function boxOf(rows: Record<string, string>[], { lng, lat }: Source): Box {
  const placed = rows.filter((row) => row[lng] && row[lat]);
  const x = placed.map((row) => Number(row[lng]));
  const y = placed.map((row) => Number(row[lat]));
  const least = (list: number[]) => list.reduce((a, b) => Math.min(a, b));
  const most = (list: number[]) => list.reduce((a, b) => Math.max(a, b));
  const edge = 0.0005;
  return { west: least(x) - edge, east: most(x) + edge, south: least(y) - edge, north: most(y) + edge };
}

async function load(source: Source): Promise<Loaded | null> {
  const url = new URL(`../../shared/data/${source.file}`, import.meta.url);
  const packed = await readFile(url).catch(() => null);
  if (!packed) return null;
  const bytes = gunzipSync(packed);
  const rows = parse(bytes, { columns: true, bom: true }) as Record<string, string>[];
  const departments = [...new Set(rows.map((row) => row[source.department]!))].filter(Boolean);
  return {
    source,
    bytes,
    rows: rows.length,
    town: { ...source.town, box: boxOf(rows, source), departments },
  };
}

async function prepare(url: string, towns: Town[]): Promise<string> {
  const program = await createProgram(
    readConfig({ HUYING_DATA: '/tmp/huying-bench', HUYING_KEY: BENCH_KEY }),
    url,
  );
  await smallCity(program.runtime);
  const importer = await addTowns(program.runtime, towns);
  const token = await tokenFor(program.runtime, importer);
  await program.stop();
  return token;
}

/** Uploads a file as a browser does and returns the import's id. */
async function upload(port: number, token: string, { bytes, source }: Loaded): Promise<string> {
  const form = new FormData();
  form.append(
    'file',
    new Blob([new Uint8Array(bytes)], { type: 'text/csv' }),
    source.file.split('/').at(-1)!.replace('.gz', ''),
  );
  const answer = await fetch(`http://127.0.0.1:${port}/api/imports`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: form,
  });
  const body = (await answer.json()) as { id: string };
  if (answer.status !== 201) throw new Error(JSON.stringify(body));
  return body.id;
}

type Client = ReturnType<typeof createClient>;

async function ended(client: Client, job: string) {
  for (;;) {
    const { body } = await client.ask('GET', `/api/jobs/${job}`);
    if (body.state === 'done') return body;
    if (body.state !== 'waiting' && body.state !== 'running') throw new Error(JSON.stringify(body));
    await new Promise((next) => setTimeout(next, 250));
  }
}

async function importOnce(client: Client, port: number, token: string, loaded: Loaded) {
  const begun = performance.now();
  const id = await upload(port, token, loaded);
  const uploaded = performance.now();
  const { mapping } = loaded.source;
  const { status, body } = await client.ask('POST', `/api/imports/${id}/start`, { mapping, dispatch: true });
  if (status !== 202) throw new Error(JSON.stringify(body));
  const { result } = await ended(client, body.job);
  return { result, uploading: (uploaded - begun) / 1000, seconds: (performance.now() - uploaded) / 1000 };
}

async function dispatched(url: string, keyPrefix: string): Promise<number> {
  const db = openDatabase(url, { poolSize: 1 });
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from matter m where m.state = 'handling' and m.area_2 = (select id from area where code = ${keyPrefix})
      and exists (select from task t where t.subject = m.id and t.role = 'main' and t.state = 'pending')`.execute(
    db,
  );
  await db.destroy();
  return rows[0]!.n;
}

/** Real requests of two cities through the real file intake into dispatched matters; then each file once more. */
export async function run(figure: Report, only: string[] = []): Promise<void> {
  const chosen = SOURCES.filter(
    (each) => only.length === 0 || only.some((part) => each.file.startsWith(part)),
  );
  const files = (await Promise.all(chosen.map(load))).filter((each) => each !== null);
  if (files.length === 0) {
    console.error('skipped: the files of requests are not at ../shared/data beside the repository');
    return;
  }
  const database = await benchDatabase('intake');
  const token = await prepare(
    database.url,
    files.map((each) => each.town),
  );
  const server = await startUnderTest(database.url);
  const client = createClient(server.port, token);
  try {
    for (const each of files) {
      const { source, rows } = each;
      const name = source.town.code === '429911' ? 'boston' : 'nyc';
      const { result, uploading, seconds } = await importOnce(client, server.port, token, each);
      const rate = rows / seconds;
      figure({ name: `${name}: rows`, value: rows, unit: 'rows' });
      figure({ name: `${name}: upload and reading`, value: uploading, unit: 's' });
      figure({ name: `${name}: import`, value: seconds, unit: 's' });
      figure({ name: `${name}: rate`, value: rate, unit: 'rows/s', bound: '>= 200', ok: rate >= 200 });
      figure({
        name: `${name}: followers after the last row`,
        value: await followers(database.url),
        unit: 's',
      });
      const there = await dispatched(database.url, source.town.code);
      const whole = result.created + result.repeated + result.refused === rows && there === result.created;
      figure({
        name: `${name}: created and dispatched`,
        value: there,
        unit: 'matters',
        bound: 'created + repeated + refused = rows',
        ok: whole,
      });
      figure({ name: `${name}: refused`, value: result.refused, unit: 'rows' });
      for (const [reason, n] of Object.entries(result.reasons))
        figure({ name: `${name}: refused, ${reason}`, value: n as number, unit: 'rows' });
      const again = await importOnce(client, server.port, token, each);
      figure({
        name: `${name}: created by the same file again`,
        value: again.result.created,
        unit: 'matters',
        bound: '= 0',
        ok: again.result.created === 0,
      });
      figure({ name: `${name}: same file again`, value: rows / again.seconds, unit: 'rows/s' });
    }
    figure({ name: 'peak memory of the server', value: await peakMemory(server.pid), unit: 'MB' });
  } finally {
    client.close();
    await server.stop();
    await database.drop();
  }
}
