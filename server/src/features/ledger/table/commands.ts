import type { Static } from 'typebox';
import type { Actor } from '../../../platform/access.ts';
import { badField } from '../../../platform/errors.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { runPeople } from '../../resident/index.ts';
import type { Values } from '../../source/index.ts';
import { columnsOf } from './columns.ts';
import type { Column, Ledger } from './ledger.ts';
import { ledgerFor } from './ledgers.ts';
import { tableRow } from './queries.ts';
import type { ChangedRow, RowChange } from './schema.ts';

/** The columns that are written, and the values as they are kept; refuses what is not edited in a ledger and values that cannot be. */
export async function changesOf(
  runtime: Runtime,
  ledger: Ledger,
  raw: Values,
): Promise<{ columns: Column[]; kept: Values }> {
  const columns = await columnsOf(runtime, ledger, Object.keys(raw), 'values');
  const sealed = columns.find(({ editable }) => !editable);
  if (sealed)
    throw badField(
      `values.${sealed.code}`,
      'not_editable',
      `“${sealed.name}”不能在台账里修改，请打开${ledger.name}的页面修改。`,
    );
  return { columns, kept: await ledger.check(runtime, raw) };
}

/** Writes cells of one row by its own feature's command; refuses (409) a stale version. Answers with the row as it is then. */
export async function changeRow(
  runtime: Runtime,
  actor: Actor,
  id: string,
  { subject, version, values, columns }: Static<typeof RowChange>,
): Promise<Static<typeof ChangedRow>> {
  const ledger = ledgerFor(actor, subject, true);
  const { kept } = await changesOf(runtime, ledger, values);
  const warnings = await runPeople(runtime, actor, async (ctx) => {
    const { refused } = await ledger.change(ctx, [{ id, version }], values);
    for (const refusal of refused.values()) throw refusal;
    return (await ledger.strange?.(ctx, [id], kept)) ?? [];
  });
  const row = await tableRow(runtime, actor, id, { columns, ...(subject && { subject }) });
  return { ...row, warnings: warnings.map(({ message }) => message) };
}
