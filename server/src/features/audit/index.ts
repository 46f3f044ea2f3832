export { chainAll, hashOf, proveBatches } from './chain.ts';
export { type Fault, wordsOf } from './rules.chain.ts';
export { auditDocument } from './settings.ts';
