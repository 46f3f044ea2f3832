export { type BaseFeature, importBaseMap } from './commands.base.ts';
export {
  type BoundaryOf,
  type Publication,
  type Published,
  publishBoundaries,
} from './commands.boundaries.ts';
export { type ClusterInput, saveClusters } from './commands.cluster.ts';
export { type FileReport, importBoundariesFile, importCodesFile } from './commands.file.ts';
export { type AreaRow, type ImportedAreas, importAreas } from './commands.import.ts';
export { importPlaces, type PlaceInput } from './commands.place.ts';
export { changeAreas, forgetAreas } from './context.ts';
export { areaOf, type Boundary, boxOf, contains, pointInside, polygonsOf } from './geometry.ts';
export { readGeometry } from './import.boundaries.ts';
export { decodeText } from './import.parse.ts';
export { boundaryVersion, type GridAt, gridAt } from './place.ts';
export { type Place, placeOfAddress, searchPlaces } from './queries.place.ts';
export { placeKey } from './rules.address.ts';
export { addressEnds, type Division, divisionReader } from './rules.division.ts';
export { type AreaNode, type AreaTree, areaTree, gridsIn, pathsOf } from './tree.ts';
export { type AreaAt, registerAreaKeeper, registerAreaUse } from './uses.ts';
