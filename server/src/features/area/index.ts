export { boundaryVersion, type GridAt, gridAt, type Place, placeOfAddress } from './place.ts';
export { type AreaNode, type AreaTree, areaTree } from './tree.ts';
