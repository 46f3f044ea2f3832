import { Type } from 'typebox';
import { Staff } from './schema.staff.ts';
import { Id, Time } from './schema.ts';

export const Appointment = Type.Object({
  id: Id,
  account: Type.Object({ id: Id, name: Type.String(), username: Type.String() }),
  role_name: Type.String(),
  asked_by: Type.String({ description: '提请人' }),
  asked_at: Time,
  abilities: Type.Array(Type.String(), { description: 'agree 同意、refuse 不同意或撤回' }),
});
export const Appointments = Type.Object({ items: Type.Array(Appointment) });
export const Agreed = Type.Object({
  half: Type.String({ description: '一次性密码的后一半，只显示这一次；前一半在提请人手中' }),
  staff: Staff,
});
export const Refused = Type.Object({ state: Type.Literal('refused') });
