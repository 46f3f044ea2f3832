import { type Actor, holds } from '../../platform/access.ts';
import { notAllowed } from '../../platform/errors.ts';
import { isAdministrator } from './rules.ts';

/** What may be done with a staff account. Three separated administrators: docs/decisions/0008-three-administrators.md. */
export type StaffAbility = 'change' | 'disable' | 'relate' | 'appoint' | 'reset' | 'unlock' | 'end-sessions';

export interface StaffTarget {
  id: string;
  /** The permissions of each present role. */
  roles: readonly { permissions: readonly string[] }[];
}

/** What this actor may do with this account now. The program itself (the operator at the machine) may do all. */
export function staffAbilities(actor: Actor, target: StaffTarget): StaffAbility[] {
  if (actor.kind === 'system') return Object.keys(WORDS) as StaffAbility[];
  const manage = holds(actor, 'account:manage');
  const secure = holds(actor, 'account:security');
  const administrator = target.roles.some(isAdministrator);
  const other = target.id !== actor.id;
  const keeper = administrator ? secure && other : manage;
  const can: Record<StaffAbility, boolean> = {
    change: keeper,
    disable: keeper,
    relate: manage && !administrator,
    appoint: secure && other,
    // Who could set an administrator's password would sign in as them: that is done at the machine.
    reset: secure && other && !administrator,
    unlock: secure,
    'end-sessions': secure,
  };
  return (Object.keys(can) as StaffAbility[]).filter((ability) => can[ability]);
}

/** What this actor may do with an appointment that waits: agree as somebody else of another power than asked; refuse, or take the own asking back. */
export function appointmentAbilities(
  actor: Actor,
  { account_id, asked_by }: { account_id: string; asked_by: string },
): ('agree' | 'refuse')[] {
  const other = actor.id !== asked_by && actor.id !== account_id;
  if (other && (holds(actor, 'account:manage') || holds(actor, 'audit:read'))) return ['agree', 'refuse'];
  return holds(actor, 'account:security') ? ['refuse'] : [];
}

/** Which ability giving or ending this role takes. */
export const abilityFor = (role: { permissions: readonly string[] }): StaffAbility =>
  isAdministrator(role) ? 'appoint' : 'relate';

const WORDS: Record<StaffAbility, string> = {
  change: '修改这个账号',
  disable: '停用或启用这个账号',
  relate: '调整这个账号的角色',
  appoint: '提请授予或收回管理员角色',
  reset: '重置这个账号的密码',
  unlock: '解锁账号',
  'end-sessions': '结束他人的登录',
};

/** Refuses (403) what `staffAbilities` does not list. */
export function requireStaffAbility(actor: Actor, target: StaffTarget, ability: StaffAbility): void {
  if (staffAbilities(actor, target).includes(ability)) return;
  throw notAllowed(
    `您不能${WORDS[ability]}。系统管理员、安全管理员、审计管理员三权分立：业务账号归系统管理员，授权管理员、重置密码、解锁归安全管理员，且不能对自己操作。`,
  );
}

/** Refuses residents, and staff without any permission (a one-time password still to be changed): organisations are for colleagues. */
export function requireStaff(actor: Actor): void {
  if (actor.kind === 'resident') throw notAllowed('这里只供工作人员使用。');
  if (actor.grants.length === 0) throw notAllowed();
}
