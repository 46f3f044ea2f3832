export { changePeople, takeBack } from './commands.change.ts';
export { createPerson, type NewPerson } from './commands.create.ts';
export { type Eraser, registerEraser } from './commands.erase.ts';
export { movePerson } from './commands.home.ts';
export type { Arrival } from './receive.entries.ts';
export { type Received, receive } from './receive.ts';
export { checkValues } from './values.ts';
