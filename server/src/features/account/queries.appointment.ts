import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { appointmentAbilities } from './policy.ts';
import type { Appointment } from './schema.appointment.ts';

/** The appointments that wait for somebody to agree, the oldest first: few, one an account. */
export async function openAppointments({ db }: Runtime, actor: Actor): Promise<Static<typeof Appointment>[]> {
  const { rows } = await sql<{
    id: string;
    account_id: string;
    name: string;
    username: string;
    role_name: string;
    asked_by: string;
    asked_by_name: string;
    asked_at: Date;
  }>`
    select p.id, p.account_id, a.name, a.username, r.name as role_name, p.asked_by, b.name as asked_by_name, p.asked_at
    from account_appointment p join account a on a.id = p.account_id join account b on b.id = p.asked_by
    join account_role r on r.code = p.role_code
    where p.state = 'asked' order by p.id limit 100`.execute(db);
  return rows.map(({ account_id, name, username, role_name, asked_by, asked_by_name, asked_at, id }) => ({
    id,
    account: { id: account_id, name, username },
    role_name,
    asked_by: asked_by_name,
    asked_at: asked_at.toISOString(),
    abilities: appointmentAbilities(actor, { account_id, asked_by }),
  }));
}
