export { type AreaNode, type AreaTree, areaTree } from './tree.ts';
