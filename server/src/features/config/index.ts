/** What others may use of the configuration: what a city keeps itself, so that a pack leaves it alone. */
export { keepPackTexts } from './pack.ts';
export { citysOwn } from './queries.ts';
