export { type DemoSite, loadDemoPlaces } from './demo.ts';
