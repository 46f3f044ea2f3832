export { chainAll, hashOf, lostEnds, proveBatches } from './chain.ts';
export { type Fault, wordsOf } from './rules.chain.ts';
export { parseAuditPolicy, provideAuditPolicy } from './settings.ts';
