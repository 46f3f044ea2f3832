import { sql } from 'kysely';
import { parse } from 'yaml';
import { SYSTEM } from '../../platform/access.ts';
import { canonical } from '../../platform/events.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { kindOf } from './kinds.ts';
import { keptVersions, versionInForce } from './queries.ts';

/** A file of a pack. */
export interface PackText {
  kind: string;
  /** Left out where the text says it itself. */
  code?: string;
  text: string;
}

/** What a text says, but for the version it gives itself. */
function saidBy(text: string): string {
  const { version: _, ...said } = parse(text) as Record<string, unknown>;
  return canonical(said as never);
}

async function keep(runtime: Runtime, { kind: of, code: named, text }: PackText): Promise<void> {
  const kind = kindOf(of);
  const code = named ?? (parse(text) as { code: string }).code;
  const inForce = await kind.text(runtime, code);
  // What is in force may be the city's own, or an earlier pack's.
  if (inForce === null || saidBy(inForce) !== saidBy(text)) return;
  const [newest] = await keptVersions(runtime.db, of, code);
  if (newest?.author) return;
  await run(runtime, SYSTEM, async (ctx) => {
    const version = await versionInForce(ctx, kind, code);
    ctx.write(sql`insert into config_version (kind, code, version, text, actor, at)
      values (${of}, ${code}, ${version}::int, ${text}, ${SYSTEM.id}::uuid, ${ctx.now}::timestamptz) on conflict do nothing`);
  });
}

/** Keeps the files of a pack as they were written, with their comments and in their order, where they are what is in force. */
export async function keepPackTexts(runtime: Runtime, texts: readonly PackText[]): Promise<void> {
  for (const each of texts) await keep(runtime, each);
}
