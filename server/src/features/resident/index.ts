export {
  correctPerson,
  joinAccount,
  maskTyped,
  ownValues,
  peopleMeant,
  readMasked,
  registersAt,
} from './account.ts';
export { changeAll, changePerson, takeBackAll } from './commands.change.ts';
export { createPerson, type NewPerson } from './commands.create.ts';
export { type Eraser, registerEraser } from './commands.erase.ts';
export { movePerson } from './commands.home.ts';
export { keepLook, lookAtPhone, purposeOf } from './commands.look.ts';
export { type PersonRead, readPeople } from './commands.people.ts';
export { type DemoHousehold, loadDemoPeople } from './demo.ts';
export { codeFacet, flagFacet, isRare, knownFacet } from './facets.ts';
export { type MergeHook, type Pair, registerMergeHook } from './merge.hooks.ts';
export {
  abilitiesAt,
  areasUnder,
  EDIT as EDIT_RESIDENTS,
  ERASE as ERASE_RESIDENTS,
  inReach,
  mayAt,
  reachOf,
  UNMASK as UNMASK_RESIDENTS,
  VIEW as VIEW_RESIDENTS,
} from './policy.ts';
export { strangeAmong } from './queries.strange.ts';
export type { Arrival } from './receive.entries.ts';
export { type Received, receive } from './receive.ts';
export { PERSON, type Person } from './row.ts';
export { homeAddress } from './rules.mask.ts';
export { runPeople } from './run.ts';
export { PersonItem } from './schema.ts';
export { checkPersonValues, type Raw } from './values.ts';
export { itemsOf as personItems } from './view.ts';
export { writeHouseCare } from './write.homes.ts';
