import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { sql } from 'kysely';
import { testTown } from '../../../test/town.ts';
import { SYSTEM } from '../../platform/access.ts';
import { record } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { run } from '../../platform/runtime.ts';

const { program, runtime, place, ids, staff, rows } = await testTown();
await staff('east9', 'community_staff', place.east, place.eastUnit);
await staff('auditor9', 'audit_admin', place.city, place.centre);
const MIGRATION = new URL('../../../migrations/20261123T0020_audit_looks.sql', import.meta.url);

const [city, east, west] = await Promise.all(
  [place.city, place.east, place.west].map(
    async (id) => (await rows(`select path from area where id = '${id}'`))[0].path as string[],
  ),
);
const reader = ids.get('east9')!;
const person = uuidv7(new Date());
/** Looks as they were written: of a place, of a case that only its reader is told of, of whoever answers for somebody in care, of a person. */
const LOOKS = [
  { subjectKind: 'place', kind: 'place.looked', scopes: east!, data: { items: ['phone'], purpose: '检查' } },
  { subjectKind: 'place', kind: 'place.looked', scopes: west!, data: { items: ['phone'], purpose: '检查' } },
  {
    subjectKind: 'place',
    kind: 'place.looked',
    scopes: city!,
    data: { items: ['phone'], purpose: '检查' },
    actor: ids.get('auditor9')!,
  },
  {
    subjectKind: 'place_incident',
    kind: 'place.looked',
    scopes: [reader],
    data: { items: ['name'], purpose: '走访' },
  },
  {
    subjectKind: 'care',
    kind: 'care.duty-called',
    scopes: east!,
    data: { person, duty: uuidv7(new Date()) },
  },
  {
    subjectKind: 'resident_look',
    kind: 'person.looked',
    scopes: [reader],
    data: { person, purpose: '核实', area: place.west },
  },
];

test('looks that an older program kept in the log alone are entered by the upgrade as by the follower, once', async () => {
  for (const { actor = reader, ...look } of LOOKS) {
    program.clock.advance(60_000);
    await run(runtime, { ...SYSTEM, id: actor }, async (ctx) => {
      record(ctx, { ...look, subject: uuidv7(ctx.now), audience: 'staff', prevHash: null });
    });
  }
  await program.settle();
  const kept = (db: typeof runtime.db) =>
    sql<{ outside: boolean }>`
      select e.*, (select array_agg(a.area_id order by a.area_id) from audit_area a where a.seq = e.seq and a.at = e.at) as areas
      from audit_entry e where category = 'look' order by seq`.execute(db);
  const filling = await readFile(MIGRATION, 'utf8');
  await run(runtime, SYSTEM, async ({ db }) => {
    const { rows: before } = await kept(db);
    assert.deepEqual(
      before.map(({ outside }) => outside),
      [false, true, false, false, false, true],
    );
    const alerts = await sql`select * from audit_alert order by id`.execute(db);
    // As it was before: in the log, in no list.
    await sql`delete from audit_area where seq in (select seq from audit_entry where kind <> 'person.looked' and category = 'look')`.execute(
      db,
    );
    await sql`delete from audit_entry where kind <> 'person.looked' and category = 'look'`.execute(db);
    assert.equal((await kept(db)).rows.length, 1);
    for (const _ of ['once', 'and again']) {
      await sql.raw(filling).execute(db);
      assert.deepEqual((await kept(db)).rows, before);
    }
    const { rows: told } = await sql`select * from audit_alert order by id`.execute(db);
    assert.deepEqual(told, alerts.rows, 'what is long past raises no alert');
  });
});
