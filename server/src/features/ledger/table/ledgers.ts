import { type Actor, holds } from '../../../platform/access.ts';
import { notAllowed, notFound } from '../../../platform/errors.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { houseTable } from '../../housing/index.ts';
import { placeTables } from '../../place/index.ts';
import { computedItem } from '../form/words.ts';
import { peopleLedger } from './ledger.people.ts';
import { ledgerOf } from './ledger.subject.ts';
import type { Ledger } from './ledger.ts';

/** Everything that is a ledger: a list of any columns and conditions, edited in place or many at once. */
export const LEDGERS: readonly Ledger[] = [peopleLedger, ledgerOf(houseTable), ...placeTables.map(ledgerOf)];

/** Whoever may open one of them; which, is asked behind the door. */
export const VIEW_LEDGERS = [...new Set(LEDGERS.map(({ view }) => view))];

/** The ledger of a subject, for whoever may open it; people's where none is named. Else refused. */
export function ledgerFor(actor: Actor, subject = 'person', writes = false): Ledger {
  const ledger = LEDGERS.find((each) => each.subject === subject);
  if (!ledger) throw notFound('台账');
  if (!holds(actor, ledger.view)) throw notAllowed(`您没有查看${ledger.name}的权限。`);
  if (writes && !holds(actor, ledger.edit)) throw notAllowed(`您没有修改${ledger.name}的权限。`);
  return ledger;
}

/** What the columns of ledgers and forms are called as they are now, by the ledger's subject and their code; null for one that there is not. */
export async function columnNames(
  runtime: Runtime,
): Promise<(subject: string, code: string) => string | null> {
  const named = new Map<string, string>();
  for (const { subject, columns } of LEDGERS)
    for (const { code, name } of await columns(runtime)) named.set(`${subject} ${code}`, name);
  return (subject, code) => named.get(`${subject} ${code}`) ?? computedItem(code)?.name ?? null;
}
