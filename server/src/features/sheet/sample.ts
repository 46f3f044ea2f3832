import { Readable } from 'node:stream';
import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { openDatabase } from '../../platform/database/open.ts';
import type { PartStream } from '../../platform/files/upload.ts';
import { startJobs } from '../../platform/jobs.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import type { SheetTarget, SheetValues, Verdict } from '../../platform/sheet/target.ts';
import { takeSheet } from './commands.upload.ts';
import { reportJob } from './jobs.report.ts';
import { sheetJob } from './jobs.work.ts';

interface Thing {
  code: string;
  name: string;
  born: string | null;
  amount: number | null;
}

/** A table for `things`, made beside the migrations, as some feature would have one. */
export async function makeThings(ownerUrl: string): Promise<void> {
  const owner = openDatabase(ownerUrl, { poolSize: 1 });
  await sql`create table thing (code text primary key, name text not null, born date, amount int, writes int not null default 1)`.execute(
    owner,
  );
  await sql`grant all on thing to huying_app`.execute(owner);
  await owner.destroy();
}

async function judge(ctx: Context, things: readonly Thing[]): Promise<Verdict[]> {
  const { rows } = await sql<Thing>`
    select code, name, born::text as born, amount from thing where code = any (${things.map(({ code }) => code)}::text[])`.execute(
    ctx.db,
  );
  const known = new Map(rows.map((row) => [row.code, row]));
  return things.map((thing) => {
    const before = known.get(thing.code);
    if (thing.name === '冲突')
      return { outcome: 'refused', faults: [{ field: 'name', code: 'taken', words: '名称已被占用。' }] };
    if (!before) return { outcome: 'new' };
    const same = before.name === thing.name && before.born === thing.born && before.amount === thing.amount;
    return { outcome: same ? 'same' : 'changed' };
  });
}

/** A target as a feature registers one. `slow` is awaited inside each writing transaction. */
export function thingTarget(
  slow: () => Promise<void> = async () => {},
): SheetTarget<{ unit: string }, Thing> {
  return {
    subject: 'thing',
    name: '物品',
    permission: 'matter:import',
    fields: async () => [
      { code: 'code', name: '编号', aliases: ['物品编号'], type: 'text', most: 20, required: true },
      { code: 'name', name: '名称', aliases: ['物品名称', '叫什么'], type: 'text', required: true },
      { code: 'born', name: '日期', aliases: ['购置日期'], type: 'date' },
      { code: 'amount', name: '数量', aliases: [], type: 'number', most: 1000 },
      { code: 'owner_id', name: '保管人证件', aliases: ['身份证号'], type: 'id_number' },
      { code: 'unit', name: '归口', aliases: [], type: 'text', choices: [{ code: 'a', name: '甲' }] },
    ],
    open: async (_, __, values: SheetValues) => ({ unit: String(values.unit ?? '') }),
    key: ({ code }) => (code === undefined ? null : String(code)),
    prepare: async (_, rows) =>
      rows.map(({ values }) =>
        values.name === '退回'
          ? { faults: [{ field: 'name', code: 'not_here', words: '这里没有这个名称。' }] }
          : {
              plan: {
                code: String(values.code),
                name: String(values.name),
                born: values.born === undefined ? null : String(values.born),
                amount: values.amount === undefined ? null : Number(values.amount),
              },
            },
      ),
    foresee: (ctx, _, things) => judge(ctx, things),
    async write(ctx, _, things) {
      const verdicts = await judge(ctx, things);
      const rows = things.filter((__, i) => ['new', 'changed'].includes(verdicts[i]!.outcome));
      ctx.write(sql`
        insert into thing (code, name, born, amount)
        select code, name, born, amount
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(code text, name text, born date, amount int)
        on conflict (code) do update set name = excluded.name, born = excluded.born, amount = excluded.amount, writes = thing.writes + 1`);
      await ctx.flush();
      await slow();
      return verdicts;
    },
  };
}

/** Hands a file in as the routes do; returns the import's id. */
export function handIn(
  runtime: Runtime,
  actor: Actor,
  bytes: Uint8Array,
  name = '物品.csv',
  subject = 'thing',
) {
  const part = Object.assign(Readable.from([Buffer.from(bytes)]), { truncated: false }) as PartStream;
  return takeSheet(runtime, actor, subject, part, name);
}

/** Works off what is queued, as the running program does, until this job has ended. */
export async function finished(runtime: Runtime, id: string) {
  const jobs = startJobs(runtime, [sheetJob, reportJob]);
  try {
    for (let i = 0; i < 2_400; i += 1) {
      const { rows } = await sql<{
        state: string;
        error: string | null;
        result: Record<string, unknown> | null;
      }>`
        select state, error, result from job where id = ${id}::uuid`.execute(runtime.db);
      if (!['waiting', 'running'].includes(rows[0]!.state)) return rows[0]!;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error('the job did not end');
  } finally {
    await jobs.stop();
  }
}
