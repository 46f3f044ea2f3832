export { type CodeList, parseCodes, syncCodes } from './codes.ts';
export { addMediator, addParty } from './commands.ts';
