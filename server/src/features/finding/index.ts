export { findingDocument } from './documents.ts';
export { parsePolicy, providePolicy } from './settings.ts';
