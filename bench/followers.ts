import { sql } from 'kysely';
import { openDatabase } from '../server/src/platform/database/open.ts';
import { SUBSCRIBERS } from '../server/src/work.ts';

/**
 * How long the followers of the log (counts, messages, search) still need after the last row: until each stands behind the last event
 * that it wants. What it does not want it passes over without writing that down.
 */
export async function followers(url: string): Promise<number> {
  const db = openDatabase(url, { poolSize: 1 });
  const begun = performance.now();
  const { rows: last } = await sql<{ kind: string; seq: number }>`
    select kind, max(seq) as seq from event group by kind`.execute(db);
  const wanted = new Map(
    SUBSCRIBERS.map(({ name, wants }) => [
      name,
      Math.max(0, ...last.filter(({ kind }) => wants(kind)).map(({ seq }) => seq)),
    ]),
  );
  for (;;) {
    const { rows } = await sql<{ name: string; seq: number }>`select name, seq from subscriber`.execute(db);
    if (rows.every(({ name, seq }) => seq >= (wanted.get(name) ?? 0))) break;
    await new Promise((next) => setTimeout(next, 200));
  }
  await db.destroy();
  return (performance.now() - begun) / 1000;
}
