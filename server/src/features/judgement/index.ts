export { parseSettings, provideSettings } from './settings.ts';
