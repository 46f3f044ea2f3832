export { type DemoSite, loadDemoPlaces } from './demo.ts';
export { passOn, registerHolders } from './holders.ts';
export { registrySubject } from './rules.ts';
export { placeTables } from './table.ts';
