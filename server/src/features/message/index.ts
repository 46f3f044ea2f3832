export { markAllRead, type Sending, sendMessages } from './commands.ts';
export { type ReceiptPolicy, registerReceiptPolicy } from './policy.ts';
export type { Template, Values } from './rules.ts';
export { parseTemplates, syncTemplates } from './templates.ts';
export { textPhone } from './texts.ts';
