export { type Fact, type FactGroup, registerFacts } from './segment/facts.ts';
export { parseSegments, provideSegments, type SegmentPack } from './segment/pack.ts';
