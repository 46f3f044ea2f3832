import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import type { Db } from '../../platform/database/open.ts';
import { notFound } from '../../platform/errors.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { type AreaNode, type AreaTree, areaTree } from '../area/index.ts';
import { answersMeet, newestWorkflow } from '../workflow/index.ts';
import { toItem } from './item.ts';
import { namesFor } from './names.ts';
import { draftOf, likeliest, type SimilarQuery } from './queries.similar.ts';
import { registry } from './registry.ts';
import type { Matter } from './row.ts';
import { kindsOnly, wordsOfKinds } from './rules.kinds.ts';
import type { LikelyMatter } from './schema.similar.ts';

type Joinable = Pick<Matter, 'open' | 'closed_at' | 'confidential' | 'merged_into' | 'answers' | 'type_code'>;

/** Whether anybody may join a matter: its type offers it for these answers, it is open to all eyes and still being worked on. */
export async function isJoinable(runtime: Runtime, matter: Joinable): Promise<boolean> {
  const type = (await registry(runtime)).types.get(matter.type_code);
  if (!type?.similar?.join || matter.confidential || matter.merged_into) return false;
  if (!matter.open || matter.closed_at) return false;
  const workflow = await newestWorkflow(runtime, type.workflow);
  const merging = workflow.actions.get('merge')?.from;
  return (
    merging?.has(workflow.definition.initial) === true &&
    answersMeet(type.form, matter.answers, type.similar.join)
  );
}

/**
 * What a resident is told of open matters like the one being typed: what is the case, in which community, how far, since when, how
 * many called. Neither a word nor a photo nor the exact place of whoever called, nor anything confidential or at home.
 */
export async function likelyForResident(
  runtime: Runtime,
  actor: Actor,
  query: SimilarQuery,
): Promise<Static<typeof LikelyMatter>[]> {
  const [areas, types] = await Promise.all([areaTree(runtime), registry(runtime)]);
  const draft = await draftOf(runtime, actor, query, types);
  // Whoever could ask word by word whether another wrote it would read it: a name, a house, a number. What names kinds of things may be asked.
  const asked = { ...draft, area: undefined, text: kindsOnly(draft.text, wordsOfKinds(types)) };
  const offered = [...types.types.values()].filter((type) => type.similar?.join).map(({ code }) => code);
  const seen = sql`m.type_code = any (${offered}::text[]) and m.closed_at is null`;
  const found = await likeliest(runtime, asked, seen, types);
  const names = await namesFor(
    runtime,
    found.map(({ row }) => row),
  );
  const told: Static<typeof LikelyMatter>[] = [];
  for (const { row, distance, why, wordsAlike } of found) {
    const mine = row.caller_id === actor.id || (await follows(runtime.db, actor.id, row.id));
    if (!mine && !(await isJoinable(runtime, { ...row, closed_at: null, merged_into: null }))) continue;
    const item = toItem(row, names);
    told.push({
      id: row.id,
      type_name: item.type_name,
      category_name: item.category_name,
      community: communityOf(areas, row.area_id).name,
      state_name: item.state_name,
      created_at: item.created_at,
      distance: distance === null ? null : Math.max(10, Math.round(distance / 10) * 10),
      callers: item.callers,
      // What both say is told to nobody who could ask word by word what another wrote.
      why: [...why.filter((reason) => !reason.startsWith('都提到')), ...(wordsAlike ? ['描述相近'] : [])],
      mine,
    });
  }
  return told;
}

/** Whether somebody's own matter was merged into this one, at whatever remove. */
export async function follows(db: Db, account: string, id: string): Promise<boolean> {
  const { rows } = await sql`
    with recursive mine as (
      select m.id, m.merged_into from matter_party p join matter m on m.id = p.matter_id
      where p.ref = ${account}::uuid and p.kind = 'caller' and m.merged_into is not null
      union select m.id, m.merged_into from mine f join matter m on m.id = f.merged_into)
    select from mine where merged_into = ${id}::uuid limit 1`.execute(db);
  return rows.length > 0;
}

/** The community of an area, else the area itself: no resident is told more closely where another's matter lies. */
export function communityOf(areas: AreaTree, id: string): AreaNode {
  const path = areas.get(id)?.path ?? [];
  const found = path.map((each) => areas.get(each)).find((area) => area?.level === 'community');
  const area = found ?? areas.get(id);
  if (!area) throw notFound('区域');
  return area;
}
