export { loadDemoTags } from './demo.ts';
export { segmentTask } from './segment/actions.ts';
export { type Fact, type FactGroup, registerFacts } from './segment/facts.ts';
export { computeStale as computeSegments } from './segment/jobs.ts';
export { parseSegments, provideSegments, type SegmentPack } from './segment/pack.ts';
export { columnNames } from './table/ledgers.ts';
