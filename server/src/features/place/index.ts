export { addLink } from './commands.link.ts';
export { createPlace } from './commands.ts';
