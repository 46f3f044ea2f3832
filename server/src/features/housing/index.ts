/** What other features may use of buildings and houses. */

export { createBuilding } from './commands.building.ts';
export { type BuildingInput, makeBuildings } from './commands.bulk.ts';
export { createEstate } from './commands.estate.ts';
export { refreshBuildingStates } from './commands.states.ts';
export { loadDemoHousing } from './demo.ts';
export { EDIT as EDIT_HOUSING, VIEW as VIEW_HOUSING } from './policy.ts';
export { estateDetail } from './queries.estate.ts';
export { propertyUnitAt } from './queries.place.ts';
export { houseDetail } from './queries.ts';
export { HOUSE_STATES, type HouseState, type StateCounts } from './rules.state.ts';
export { type RoomFound, roomsNamed, spelledOut } from './sheet.room.ts';
export { roomsAt } from './sheet.whole.ts';
export { houseTable } from './table.ts';
export { type HouseKnown, type HouseStates, registerHouseStates, registerHouseUse } from './uses.ts';
