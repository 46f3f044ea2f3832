export { type DemoSite, loadDemoPlaces } from './demo.ts';
export { placeTables } from './table.ts';
