import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { notAllowed } from '../../platform/errors.ts';
import { record, recordNext } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { requirePhone, writePhone } from './phone.ts';
import { normalUsername } from './rules.ts';
import { forgetSessions } from './session.ts';

export interface NewResident {
  id?: string;
  name: string;
  phone: string;
  /** Only in the demo city: a resident who signs in by name and password. */
  username?: string;
  passwordHash?: string;
  demoOrder?: number;
}

/** Makes a resident's account, known by the phone. Needs the program's scope; the phone must not have an account yet. */
export async function createResident(ctx: Context, input: NewResident): Promise<{ id: string }> {
  const id = input.id ?? uuidv7(ctx.now);
  const username = input.username === undefined ? null : normalUsername(input.username);
  ctx.write(sql`
    insert into account (id, kind, username, name, password_hash, demo_order, created_at)
    values (${id}::uuid, 'resident', ${username}, ${input.name}, ${input.passwordHash ?? null},
      ${input.demoOrder ?? null}::int, ${ctx.now}::timestamptz)`);
  writePhone(ctx, { id, kind: 'resident' }, requirePhone(input.phone));
  record(ctx, {
    subjectKind: 'account',
    subject: id,
    kind: 'account.resident.created',
    audience: 'staff',
    scopes: [id],
    data: {},
    prevHash: null,
  });
  await ctx.flush();
  return { id };
}

/** A resident gives the name to be called by; staff are named by their administrator. */
export async function renameSelf(runtime: Runtime, actor: Actor, name: string): Promise<void> {
  if (actor.kind !== 'resident') throw notAllowed('工作人员的姓名由系统管理员维护。');
  await run(runtime, actor, async (ctx) => {
    ctx.write(
      sql`update account set name = ${name.trim()}, version = version + 1 where id = ${actor.id}::uuid`,
    );
    await recordNext(ctx, {
      subjectKind: 'account',
      subject: actor.id,
      kind: 'account.resident.changed',
      audience: 'staff',
      scopes: [actor.id],
      data: {},
    });
  });
  forgetSessions(runtime, actor.id);
}
