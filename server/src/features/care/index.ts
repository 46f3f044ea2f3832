export { loadDemoCare } from './demo.ts';
export { parseLevels, provideLevels } from './levels.ts';
