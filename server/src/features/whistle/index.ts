export { blow } from './commands.blow.ts';
export { putOnCall } from './commands.on-call.ts';
