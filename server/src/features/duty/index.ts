export { applyAdmission, decideAdmission } from './commands.admission.ts';
export { createDuty, type NewDuty } from './commands.duty.ts';
export { addNeighbour, setStation } from './commands.neighbour.ts';
export { objectTo } from './commands.objection.ts';
export { answerPiece, returnPiece } from './commands.piece.ts';
export { addMember } from './commands.team.ts';
export { SET as SET_DUTY } from './policy.ts';
export { DutyBody } from './schema.ts';
export { type DutyTargets, registerDutyTargets } from './targets.ts';
