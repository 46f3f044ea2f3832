export { parsePolicy, providePolicy } from './settings.ts';
