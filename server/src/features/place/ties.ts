import { sql } from 'kysely';
import type { Static } from 'typebox';
import { badField } from '../../platform/errors.ts';
import type { Context } from '../../platform/runtime.ts';
import { unitRegistry } from '../account/index.ts';
import { requireHolder } from './holders.ts';
import type { Standing } from './row.ts';
import type { Subject } from './rules.ts';
import type { ChangeBody } from './schema.ts';

type Ties = Pick<Standing, 'public' | 'unit_id' | 'holder_kind' | 'holder_id' | 'parking_id' | 'related_id'>;

async function mustBe(ctx: Context, id: string, subjects: readonly Subject[], path: string, words: string) {
  const { rows } = await sql`
    select from place where id = ${id}::uuid and subject = any (${subjects as string[]}::text[]) and retired_at is null`.execute(
    ctx.db,
  );
  if (!rows[0]) throw badField(path, 'unknown', words);
}

/** What it is tied to; what is not said stays. */
export async function tiesOf(
  ctx: Context,
  subject: Subject,
  said: Omit<Static<typeof ChangeBody>, 'version'>,
  before: Ties,
): Promise<Ties> {
  const { holder, unit, parking, related } = said;
  // Whose case it is, is not kept: docs/decisions/0023.
  if (holder && subject === 'incident')
    throw badField('holder', 'not_here', '案（事）件不登记人员；关联的单位请填在“关联的学校、线路或单位”。');
  if (related && subject !== 'incident')
    throw badField('related', 'not_here', '只有案（事）件可以关联学校、线路或单位。');
  if (unit && !(await unitRegistry(ctx.runtime)).get(unit))
    throw badField('unit', 'unknown_unit', '所选单位不存在或已停用，请重新选择。');
  if (holder?.kind === 'organisation')
    await mustBe(ctx, holder.id, ['organisation'], 'holder', '没有这个单位，请重新选择。');
  if (holder?.kind === 'person' && holder.id !== before.holder_id) await requireHolder(ctx, holder.id);
  if (parking) await mustBe(ctx, parking, ['facility'], 'parking', '没有这个停车场所，请重新选择。');
  if (related)
    await mustBe(ctx, related, ['organisation', 'facility'], 'related', '没有这个场所或单位，请重新选择。');
  if (said.public && subject !== 'facility')
    throw badField('public', 'not_here', '只有场所设施可以向居民公开。');
  return {
    public: said.public ?? before.public,
    unit_id: unit === undefined ? before.unit_id : unit,
    holder_kind: holder === undefined ? before.holder_kind : (holder?.kind ?? null),
    holder_id: holder === undefined ? before.holder_id : (holder?.id ?? null),
    parking_id: parking === undefined ? before.parking_id : parking,
    related_id: related === undefined ? before.related_id : related,
  };
}
