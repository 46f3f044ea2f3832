export { loadActor } from './actor.ts';
export { type CodeSender, type CodeToSend, onCode } from './codes.ts';
export { addStaff, resetPassword, unlockStaff } from './commands.administration.ts';
export { enterLeave } from './commands.leave.ts';
export { endRelation, type NewRelation, relate } from './commands.relation.ts';
export { createResident, type NewResident } from './commands.resident.ts';
export { createStaff, type NewStaff } from './commands.staff.ts';
export { createUnit, type NewUnit } from './commands.unit.ts';
export { runFor } from './context.ts';
export { askerOf } from './credential.ts';
export { demoAllowed, demoLoaded } from './demo.ts';
export { type Heir, registerWorkMover, type WorkMover } from './handover.ts';
export { limiterOf } from './limiter.ts';
export { hashPassword, oneTimePassword } from './password.ts';
export { phoneOf, phonesOf, requirePhone } from './phone.ts';
export { awayOf, presentStandIn } from './queries.leave.ts';
export {
  accountNames,
  accountsOver,
  accountsWith,
  type Having,
  residentByPhone,
  residentsByPhone,
  staffByUsername,
} from './queries.ts';
export { allRoles, OFFICES, type RoleData, readRoles, syncRoles } from './roles.ts';
export { REFUSALS as CREDENTIAL_REFUSALS } from './rules.credential.ts';
export { DEMO_PASSWORD, normalPhone } from './rules.ts';
export { authenticate, forgetSessions } from './session.ts';
export { registerUnitUses } from './unit-uses.ts';
export { forgetUnits, nearestCentre, type Unit, type UnitRegistry, unitRegistry } from './units.ts';
