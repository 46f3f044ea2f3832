import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { emptyTemplate, testProgram } from '../../test/harness.ts';
import { SYSTEM } from './access.ts';
import { openDatabase } from './database/open.ts';
import { endOfLog, eventsAfter, record } from './events.ts';
import { uuidv7 } from './ids.ts';
import { run } from './runtime.ts';

const { runtime, ownerUrl } = await testProgram(await emptyTemplate());
const owner = openDatabase(ownerUrl, { poolSize: 1 });
after(() => owner.destroy());

/** Events as transactions of these numbers would have left them. */
async function logged(xids: number[]): Promise<void> {
  for (const xid of xids) {
    await run(runtime, SYSTEM, async (ctx) => {
      const subject = uuidv7(ctx.now);
      const data = { xid };
      record(ctx, {
        subjectKind: 'test',
        subject,
        kind: 'test.said',
        audience: 'staff',
        scopes: [],
        data,
        prevHash: null,
      });
    });
    await sql`update event set xid = ${String(xid)}::xid8 where data ->> 'xid' = ${String(xid)}`.execute(
      owner,
    );
  }
}

test('the log is read in the order of its transactions, also where their numbers grow by a digit', async () => {
  await sql`delete from event`.execute(owner);
  await logged([8, 9, 10, 11, 98, 99, 100, 101]);
  const read: number[] = [];
  let position = { xid: '0', seq: 0 };
  for (;;) {
    const [event] = await eventsAfter(runtime.db, position, 1);
    if (!event) break;
    read.push(Number(event.xid));
    position = { xid: event.xid, seq: event.seq };
  }
  assert.deepEqual(read, [8, 9, 10, 11, 98, 99, 100, 101]);
  assert.equal((await endOfLog(runtime.db)).xid, '101');
});
