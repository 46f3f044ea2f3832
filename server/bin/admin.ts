// The operator's command line: `npm run admin -- user add …`. Without a known command it lists them all.
import { parseArgs } from 'node:util';
import { importBoundaries, importCodes } from './admin/area.ts';
import { verifyAudit } from './admin/audit.ts';
import { publishCalendarFile } from './admin/calendar.ts';
import { verifyAllClocks } from './admin/clocks.ts';
import type { Command } from './admin/command.ts';
import { listKeys, reindexKeys, resealKeys, rewrapAll, rotateKeys } from './admin/keys.ts';
import { publishLadderFile } from './admin/ladder.ts';
import { importMatrix } from './admin/matrix.ts';
import type { Opened } from './admin/open.ts';
import { addUser, resetUser, unlockUser } from './admin/user.ts';
import { lintWorkflow } from './admin/workflow.ts';

/** Every subcommand; a new one is a file in admin/ and a word here. */
const COMMANDS: Command[] = [
  importCodes,
  importBoundaries,
  addUser,
  resetUser,
  unlockUser,
  importMatrix,
  publishCalendarFile,
  publishLadderFile,
  verifyAllClocks,
  lintWorkflow,
  listKeys,
  rotateKeys,
  resealKeys,
  reindexKeys,
  rewrapAll,
  verifyAudit,
];

function help(): string {
  const lines = COMMANDS.map(
    ({ name, usage, summary }) => `  npm run admin -- ${name} ${usage}\n      ${summary}`,
  );
  return `用法：\n${lines.join('\n')}`;
}

async function work(command: Command, args: string[]): Promise<void> {
  const input = parseArgs({ args, options: command.options, allowPositionals: true, strict: true });
  let opened: Opened | undefined;
  const open = async () => {
    // Loaded only now: help and faults in the call need not wait for the whole program.
    opened ??= await (await import('./admin/open.ts')).openProgram();
    return opened.runtime;
  };
  try {
    await command.run(input as Parameters<Command['run']>[0], { open, say: console.log });
  } finally {
    await opened?.close();
  }
}

async function main(argv: string[]): Promise<number> {
  const command = COMMANDS.find(({ name }) => name.split(' ').every((word, i) => argv[i] === word));
  if (!command) {
    console.error(help());
    return 2;
  }
  try {
    await work(command, argv.slice(command.name.split(' ').length));
    return 0;
  } catch (error) {
    console.error(`没有完成：${error instanceof Error ? error.message : String(error)}`);
    console.error(`用法：npm run admin -- ${command.name} ${command.usage}`);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
