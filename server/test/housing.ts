import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { bearer, sampleStaff, tokenFor } from '../src/features/account/sample.ts';
import { smallCity } from '../src/features/matter/sample.ts';
import { parseSources, syncSources } from '../src/features/source/index.ts';
import { SYSTEM } from '../src/platform/access.ts';
import { type Runtime, run } from '../src/platform/runtime.ts';
import { emptyTemplate, testProgram } from './harness.ts';

const SOURCES = new URL('../../packs/default/registry/sources.yaml', import.meta.url);

// biome-ignore lint/suspicious/noExplicitAny: what the interface answers with
export type Json = any;
type Method = 'GET' | 'POST' | 'PATCH';

/** A square outline from its south-west corner, in degrees. */
export const box = (x: number, y: number, size = 0.0002) => ({
  type: 'Polygon',
  coordinates: [
    [
      [x, y],
      [x + size, y],
      [x + size, y + size],
      [x, y + size],
      [x, y],
    ],
  ],
});
/** A place in the western grid of the small city. */
const WEST = { lng: 114.405, lat: 30.405 };

/** Somebody who has the whole small city, with what no grid of it holds. */
async function cityStaff(runtime: Runtime): Promise<string> {
  const { rows } = await sql<{ id: string }>`select id from area where code = '4299'`.execute(runtime.db);
  return sampleStaff(runtime, 'city', [{ role: 'city_staff', areaId: rows[0]!.id }]);
}

/** The small city with voices for its staff and buildings of six floors, two units and two rooms each. For tests. */
export async function housingStage() {
  const program = await testProgram(await emptyTemplate());
  const { runtime } = program;
  const people = { ...(await smallCity(runtime)), city: await cityStaff(runtime) };
  await run(runtime, SYSTEM, async (ctx) => syncSources(ctx, parseSources(await readFile(SOURCES, 'utf8'))));
  type Who = keyof typeof people;
  async function ask(
    who: Who,
    method: Method,
    url: string,
    payload?: object,
  ): Promise<{ status: number; body: Json }> {
    const headers = bearer(await tokenFor(runtime, people[who], 'staff'));
    const answer = await program.http.inject({
      method,
      url: `/api/housing${url}`,
      headers,
      ...(payload && { payload }),
    });
    return { status: answer.statusCode, body: answer.body ? answer.json() : null };
  }
  async function done(who: Who, method: Method, url: string, payload?: object): Promise<Json> {
    const { status, body } = await ask(who, method, url, payload);
    assert.ok(status < 300, `${method} ${url}: ${status} ${JSON.stringify(body)}`);
    return body;
  }
  async function building(who: Who, name: string, more: object = {}): Promise<Json> {
    const body = { client_id: randomUUID(), name, kind: 'residential', floors: 6, point: WEST, ...more };
    const { id } = await done(who, 'POST', '/buildings', body);
    return done(who, 'GET', `/buildings/${id}`);
  }
  async function withRooms(who: Who, name: string, more: object = {}): Promise<Json> {
    const { id, version } = await building(who, name, more);
    const scheme = { version, units: 2, floors: 6, rooms: 2, numbering: 'by-unit' };
    await done(who, 'POST', `/buildings/${id}/rooms`, scheme);
    return done(who, 'GET', `/buildings/${id}`);
  }
  const idOf = async (table: string, code: string): Promise<string> =>
    (await sql<{ id: string }>`select id from ${sql.table(table)} where code = ${code}`.execute(runtime.db))
      .rows[0]!.id;
  return { program, runtime, people, ask, done, building, withRooms, idOf, WEST };
}

/** A room of a building's 楼盘表. */
export const roomIn = (detail: Json, number: string, unit = '1单元'): Json =>
  detail.matrix.houses.find(
    (house: Json) =>
      house.number === number &&
      detail.matrix.units.find((each: Json) => each.id === house.unit)?.name === unit,
  );
