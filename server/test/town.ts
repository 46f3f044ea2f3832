import { sql } from 'kysely';
import { bearer, samplePlace, sampleStaff, tokenFor } from '../src/features/account/sample.ts';
import { receive } from '../src/features/resident/index.ts';
import { loadDefaultPack } from '../src/packs/default.ts';
import { SYSTEM } from '../src/platform/access.ts';
import type { JobKind } from '../src/platform/feature.ts';
import { startJobs } from '../src/platform/jobs.ts';
import { run } from '../src/platform/runtime.ts';
import { emptyTemplate, testProgram } from './harness.ts';

// biome-ignore lint/suspicious/noExplicitAny: whatever was answered.
export type Body = any;
/** The headers by which somebody is known. */
export type Who = Record<string, string>;
export type Town = Awaited<ReturnType<typeof testTown>>;

/** The program with the default pack on two communities of one city, people in them, and staff who ask it: for tests of what knows people. */
export async function testTown() {
  const program = await testProgram(await emptyTemplate());
  const { runtime } = program;
  await loadDefaultPack(runtime);
  const place = await samplePlace(runtime);
  /** Accounts by user name. */
  const ids = new Map<string, string>();
  const staff = async (name: string, role: string, areaId: string, unitId: string): Promise<Who> => {
    const id = await sampleStaff(runtime, name, [{ role, areaId, unitId }]);
    ids.set(name, id);
    return bearer(await tokenFor(runtime, id));
  };
  const ask = async (headers: Who, method: string, url: string, payload?: object) => {
    const answer = await program.http.inject({
      method: method as 'GET',
      url,
      headers,
      ...(payload && { payload }),
    });
    return { status: answer.statusCode, body: (answer.body ? answer.json() : null) as Body };
  };
  let order = 0;
  /** Somebody new, as a sheet tells of them; in the eastern community when nothing else is said. */
  const person = async (values: object = {}, { area = place.east, house = null as string | null } = {}) => {
    order += 1;
    const arrival = { values: { name: `人${order}`, ...values }, area, house, sourceKey: `town ${order}` };
    return (await run(runtime, SYSTEM, (ctx) => receive(ctx, 'sheet', [arrival])))[0]!.person;
  };
  /** What the database holds, past every fence. */
  const rows = (text: string): Promise<Body[]> =>
    run(runtime, SYSTEM, async ({ db }) => (await sql.raw<Body>(text).execute(db)).rows);
  /** Lets the waiting jobs run to their end. */
  const work = async (...kinds: JobKind[]): Promise<void> => {
    const jobs = startJobs(runtime, kinds);
    while ((await rows("select from job where state in ('waiting', 'running')")).length > 0)
      await new Promise((resume) => setTimeout(resume, 20));
    await jobs.stop();
  };
  return { program, runtime, place, ids, staff, ask, person, rows, work };
}
