export { type CodeList, parseCodes, syncCodes } from './codes.ts';
