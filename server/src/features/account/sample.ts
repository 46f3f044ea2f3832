import { sql } from 'kysely';
import { SYSTEM } from '../../platform/access.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import type { NewRelation } from './commands.relation.ts';
import { createResident } from './commands.resident.ts';
import { createStaff } from './commands.staff.ts';
import { createUnit } from './commands.unit.ts';
import { hashPassword } from './password.ts';
import { readRoles, syncRoles } from './roles.ts';
import { startSession } from './session.ts';

/** The roles of the default pack. */
export const ROLES = new URL('../../../../packs/default/roles.yaml', import.meta.url);
export const SAMPLE_PASSWORD = 'correct horse 42';

let hash: Promise<string> | undefined;

/** Two communities of one city with a unit each, and the default roles: for tests of signing in. */
export async function samplePlace(runtime: Runtime) {
  return run(runtime, SYSTEM, async (ctx) => {
    await syncRoles(ctx, await readRoles(ROLES));
    const [city, east, west] = [0, 1, 2].map(() => uuidv7(ctx.now)) as [string, string, string];
    await sql`insert into area (id, parent_id, code, name, level, path, created_at) values
      (${city}::uuid, null, '429900000000', '样例市', 'city', ${[city]}::uuid[], ${ctx.now}::timestamptz),
      (${east}::uuid, ${city}::uuid, '429998001001', '东社区', 'community', ${[city, east]}::uuid[], ${ctx.now}::timestamptz),
      (${west}::uuid, ${city}::uuid, '429998001002', '西社区', 'community', ${[city, west]}::uuid[], ${ctx.now}::timestamptz)`.execute(
      ctx.db,
    );
    const centre = await createUnit(ctx, {
      code: 'centre',
      name: '市指挥中心',
      kind: 'centre',
      areaId: city,
    });
    const unit = (code: string, name: string, areaId: string) =>
      createUnit(ctx, { code, name, kind: 'community', areaId, parentId: centre.id });
    const eastUnit = await unit('east', '东社区居委会', east);
    const westUnit = await unit('west', '西社区居委会', west);
    return { city, east, west, centre: centre.id, eastUnit: eastUnit.id, westUnit: westUnit.id };
  });
}

/** A staff account with `SAMPLE_PASSWORD`. */
export async function sampleStaff(
  runtime: Runtime,
  username: string,
  relations: NewRelation[],
  phone?: string,
): Promise<string> {
  hash ??= hashPassword(SAMPLE_PASSWORD);
  const passwordHash = await hash;
  const made = await run(runtime, SYSTEM, (ctx) =>
    createStaff(ctx, { username, name: `${username} 同志`, phone, passwordHash, relations }),
  );
  return made.id;
}

export async function sampleResident(runtime: Runtime, phone: string, name = '王小明'): Promise<string> {
  return (await run(runtime, SYSTEM, (ctx) => createResident(ctx, { name, phone }))).id;
}

/** A session's token without the sign-in, which costs the time of a password hash. */
export async function tokenFor(runtime: Runtime, id: string, kind: 'staff' | 'resident' = 'staff') {
  return run(
    runtime,
    SYSTEM,
    async (ctx) => startSession(ctx, { id, kind }, { address: '127.0.0.1', agent: 'test' }).token,
  );
}

/** The header with which a program signs its requests. */
export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
