import { sql } from 'kysely';
import { readConfig } from '../server/src/config.ts';
import { loadActor, staffByUsername } from '../server/src/features/account/index.ts';
import { startSession } from '../server/src/features/account/session.ts';
import { type Runtime, run } from '../server/src/platform/runtime.ts';
import { createProgram } from '../server/src/program.ts';
import { BENCH_KEY } from '../server/test/child.ts';

async function tokenOf(runtime: Runtime, id: string): Promise<string> {
  const actor = (await loadActor(runtime.db, id))!;
  const { token } = await run(runtime, actor, async (ctx) =>
    startSession(
      ctx,
      { id, kind: actor.kind === 'resident' ? 'resident' : 'staff' },
      { address: 'bench', agent: 'bench' },
    ),
  );
  return token;
}

/** Sessions of demo accounts by user name, and of some residents, on a filled database. */
export async function tokensOn(url: string, usernames: readonly string[], residents: number) {
  const program = await createProgram(
    readConfig({ HUYING_DATA: '/tmp/huying-bench', HUYING_KEY: BENCH_KEY }),
    url,
  );
  const { runtime } = program;
  const staff = new Map<string, string>();
  for (const username of usernames)
    staff.set(username, await tokenOf(runtime, (await staffByUsername(runtime.db, username))!));
  const { rows } = await sql<{
    id: string;
  }>`select id from account where kind = 'resident' order by id limit ${residents}`.execute(runtime.db);
  const people = await Promise.all(rows.map((row) => tokenOf(runtime, row.id)));
  await program.stop();
  return { staff, residents: people };
}

/** `--name=value` or `--name value` among the arguments of a benchmark. */
export function option(args: readonly string[], name: string): string | undefined {
  const at = args.findIndex((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`));
  if (at < 0) return undefined;
  return args[at] === `--${name}` ? args[at + 1] : args[at]!.slice(name.length + 3);
}
