import { sql } from 'kysely';
import { badField, conflict } from '../../platform/errors.ts';
import { record } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import type { Context } from '../../platform/runtime.ts';
import { type NewRelation, relate } from './commands.relation.ts';
import { requirePhone, writePhone } from './phone.ts';
import { normalUsername } from './rules.ts';

export interface NewStaff {
  id?: string;
  username: string;
  name: string;
  phone?: string | null;
  /** From `hashPassword`; accounts of the demo city share one. */
  passwordHash: string;
  /** The password was made by another and must be changed before anything else. */
  mustChangePassword?: boolean;
  /** Place on the demo's sign-in page, 0 = a demo account that is not shown there. */
  demoOrder?: number;
  relations?: readonly NewRelation[];
}

const USERNAME = /^[a-z0-9][a-z0-9._-]{1,31}$/;

/** Makes a staff account with its relations. Needs the program's scope (`runFor`, SYSTEM). Refuses a name that is taken. */
export async function createStaff(ctx: Context, input: NewStaff): Promise<{ id: string }> {
  const id = input.id ?? uuidv7(ctx.now);
  const username = normalUsername(input.username);
  if (!USERNAME.test(username))
    throw badField(
      'username',
      'bad_username',
      '用户名为 2–32 位小写字母、数字、点、横线，以字母或数字开头。',
    );
  const { rows } = await sql<{ id: string }>`
    insert into account (id, kind, username, name, password_hash, must_change_password, demo_order, created_at)
    values (${id}::uuid, 'staff', ${username}, ${input.name.trim()}, ${input.passwordHash},
      ${input.mustChangePassword ?? false}, ${input.demoOrder ?? null}::int, ${ctx.now}::timestamptz)
    on conflict (username) do nothing returning id`.execute(ctx.db);
  if (rows.length === 0) throw conflict('username_taken', `用户名「${username}」已被使用，请换一个。`);
  if (input.phone) writePhone(ctx, { id, kind: 'staff' }, requirePhone(input.phone));
  record(ctx, {
    subjectKind: 'account',
    subject: id,
    kind: 'account.staff.created',
    audience: 'staff',
    scopes: [id],
    data: { username },
    prevHash: null,
  });
  for (const relation of input.relations ?? []) await relate(ctx, id, relation);
  await ctx.flush();
  return { id };
}
