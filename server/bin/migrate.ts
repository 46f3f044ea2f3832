// Brings the database of DATABASE_URL up to the newest migration. The server does the same at start.

import { MIGRATIONS } from '../src/platform/database/folder.ts';
import { migrate, readMigrations } from '../src/platform/database/migrate.ts';
import { openDatabase } from '../src/platform/database/open.ts';

const url = process.env.DATABASE_URL ?? process.argv[2];
if (!url) throw new Error('usage: DATABASE_URL=postgres://… node server/bin/migrate.ts');
const db = openDatabase(url);
const applied = await migrate(db, await readMigrations(MIGRATIONS));
await db.destroy();
console.log(applied.length === 0 ? 'nothing to do' : applied.join('\n'));
