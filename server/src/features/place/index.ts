export { type DemoSite, loadDemoPlaces } from './demo.ts';
export { passOn, registerHolders } from './holders.ts';
export { placeTables } from './table.ts';
