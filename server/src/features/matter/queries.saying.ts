import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { atMost } from '../../platform/page.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { queryText, wordsOf } from '../../platform/words.ts';
import { areaTree } from '../area/index.ts';
import { reachesOf } from './policy.ts';
import { reachWords } from './queries.search.ts';
import { withoutFillers } from './rules.fillers.ts';
import { cover, dayOfMoment, fieldWord } from './rules.search.ts';

/** So many words of a call are looked for. */
const MOST_WORDS = 40;
const MOST = 200;

/**
 * Ids of the newest matters of a class, of the last `days`, that say something of what a text says: among them one looks where a
 * call names no place yet. Only where the actor may look at all; each must still be asked whether it may be seen.
 */
export async function idsSaying(
  runtime: Runtime,
  actor: Actor,
  { text, category, days }: { text: string; category: string; days: number },
): Promise<string[]> {
  const words = wordsOf(...withoutFillers(text)).slice(0, MOST_WORDS);
  const scopes = reachesOf(actor, await areaTree(runtime)).map((reach) => reachWords(reach, null));
  if (words.length === 0 || scopes.length === 0) return [];
  return run(runtime, actor, async (ctx) => {
    const today = dayOfMoment(ctx.now.getTime()) + 1;
    const query = queryText([
      ...(scopes.some((scope) => scope === null) ? [] : [scopes as string[][]]),
      [[fieldWord('category', category)]],
      words.map((word) => [word]),
      cover(today - days, today).map((word) => [word]),
    ]);
    // As in the search: the index is the only way that holds at a million rows.
    await sql`select set_config('enable_seqscan', 'off', true)`.execute(ctx.db);
    const { rows } = await sql<{ id: string }>`
      with found as materialized (select matter_id as id from matter_search where doc @@ ${query}::tsquery)
      select id from found order by id desc limit ${atMost(MOST)}`.execute(ctx.db);
    return rows.map(({ id }) => id);
  });
}
