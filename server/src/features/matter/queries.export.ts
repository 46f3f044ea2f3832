import { sql } from 'kysely';
import type { Actor } from '../../platform/access.ts';
import { maskName, maskPhone } from '../../platform/crypto.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { unitRegistry } from '../account/index.ts';
import type { ExportExtra } from './export.ts';
import type { Item } from './item.ts';
import { findMatters, type SearchFilters } from './queries.search.ts';

/** Rows asked for at a time. */
const PAGE = 500;

interface Row {
  id: string;
  text: string;
  main_unit: string | null;
  public_reply: string | null;
  name_sealed: Buffer | null;
  phone_sealed: Buffer | null;
}

/** What the list does not show, of matters that it did show this actor. Contacts come under row-level security and masked, those of confidential matters not at all. */
async function extrasOf(
  runtime: Runtime,
  actor: Actor,
  items: readonly Item[],
): Promise<Map<string, ExportExtra>> {
  const ids = items.map((item) => item.id);
  const units = await unitRegistry(runtime);
  const { sealer } = runtime;
  const { rows } = await run(runtime, actor, (ctx) =>
    sql<Row>`
      select m.id, m.text, m.main_unit, m.public_reply, c.name_sealed, c.phone_sealed
      from matter m left join matter_contact c on c.matter_id = m.id and not m.confidential where m.id = any (${ids}::uuid[])`.execute(
      ctx.db,
    ),
  );
  return new Map(
    rows.map((row) => [
      row.id,
      {
        text: row.text,
        main_unit: units.get(row.main_unit ?? '')?.name ?? null,
        public_reply: row.public_reply,
        contact_name: row.name_sealed && maskName(sealer.open(row.name_sealed)),
        contact_phone: row.phone_sealed && maskPhone(sealer.open(row.phone_sealed)),
      },
    ]),
  );
}

/** Everything the list would show this actor under the filters, page after page by key: its rights are exactly the list's. */
export async function* exportPages(
  runtime: Runtime,
  actor: Actor,
  filters: SearchFilters,
): AsyncGenerator<{ item: Item; extra: ExportExtra }[]> {
  let cursor: string | undefined;
  do {
    const page = await findMatters(runtime, actor, { ...filters, limit: PAGE, ...(cursor && { cursor }) });
    const extras = await extrasOf(runtime, actor, page.items);
    yield page.items.flatMap((item) => {
      const extra = extras.get(item.id);
      return extra ? [{ item, extra }] : [];
    });
    cursor = page.next ?? undefined;
  } while (cursor);
}
