export { type DemoCast, loadDemoRegistrations } from './demo.ts';
