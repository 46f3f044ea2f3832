/** What the fictional city may use of tables that are handed in. */

export { loadDemoSheet } from './demo.ts';
