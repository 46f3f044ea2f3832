export { addEntry, addItem, createList } from './commands.ts';
