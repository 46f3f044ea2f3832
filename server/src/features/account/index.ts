export { loadActor } from './actor.ts';
export { authenticate } from './session.ts';
export { type Unit, type UnitRegistry, unitRegistry } from './units.ts';
