export { loadDefaultPack } from './default.ts';
export { type DemoOptions, loadDemoCity } from './demo.ts';
