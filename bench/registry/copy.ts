import pg from 'pg';

/** What an import and those who follow it write: the tables whose rows a COPY must write too, those that others refer to first. */
export const IMPORTED = [
  'source_statement',
  'housing_estate',
  'housing_building',
  'housing_unit',
  'housing_house',
  'housing_cell',
  'housing_cell_version',
  'housing_ground',
  'housing_search',
  'area_place',
  'area_place_key',
  'resident_household',
  'resident_person',
  'resident_home',
  'resident_house_state',
  'resident_count',
  'resident_waiting',
  'resident_duplicate',
  'ledger_member',
  'ledger_count',
  'event',
] as const;

export interface Copied {
  table: string;
  rows: number;
  seconds: number;
}

/**
 * The reference of the import: writes the finished rows of the tables to files of the database server, empties the tables and lets
 * PostgreSQL COPY the rows back into them, with all indexes, keys and checks, one table after the other, each in a transaction that
 * is on the disk when it ends. Tells how long each took.
 */
export async function copyAgain(url: string, tables: readonly string[] = IMPORTED): Promise<Copied[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(
    `select current_setting('data_directory') || '/huying-copy-' || $1::text || '-' as stem`,
    [process.pid],
  );
  const { stem } = rows[0] as { stem: string };
  const copied: Copied[] = [];
  for (const table of tables)
    await client.query(`copy ${await columnsOf(client, table)} to '${stem}${table}' (format binary)`);
  await client.query(`truncate ${tables.join(', ')} cascade`);
  for (const table of tables) {
    await client.query('checkpoint');
    const begun = performance.now();
    const { rowCount } = await client.query(
      `copy ${await columnsOf(client, table)} from '${stem}${table}' (format binary)`,
    );
    copied.push({ table, rows: rowCount ?? 0, seconds: (performance.now() - begun) / 1000 });
    // As in a table that has been there for a while: without figures the foreign keys of what follows are checked by the wrong index.
    await client.query(`analyze ${table}`);
  }
  await client.end();
  return copied;
}

/** The table with the columns that can be written: generated ones are not. */
async function columnsOf(client: pg.Client, table: string): Promise<string> {
  const { rows } = await client.query(
    `select string_agg(quote_ident(attname), ', ' order by attnum) as columns from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
    [table],
  );
  return `${table} (${(rows[0] as { columns: string }).columns})`;
}
