import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { maskPhone } from '../../platform/crypto.ts';
import { dayOf } from '../../platform/day.ts';
import { notFound } from '../../platform/errors.ts';
import { record } from '../../platform/events.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { atMost, type Page } from '../../platform/page.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { phoneOf, runFor } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { dictionaries, registryItems } from '../dictionary/index.ts';
import {
  checkPersonValues,
  EDIT_RESIDENTS,
  inReach,
  keepLook,
  maskTyped,
  mayAt,
  ownValues,
  peopleMeant,
  purposeOf,
  reachOf,
  readMasked,
} from '../resident/index.ts';
import { CORRECTABLE } from './items.ts';
import { type Member, membersOf, ownPerson, ROW, type Row, waitingRows } from './row.ts';
import type { ListQuery, OwnRecordMaybe, RegistrationDetail, RegistrationItem } from './schema.ts';

type Item = Static<typeof RegistrationItem>;
type Detail = Static<typeof RegistrationDetail>;

async function summariesOf(ctx: Context, rows: readonly Row[]): Promise<Item[]> {
  const areas = await areaTree(ctx.runtime);
  const { rows: houses } = await sql<{ id: string; address: string }>`
    select id, address from housing_house where id = any (${rows.flatMap((row) => row.house_id ?? [])}::uuid[])`.execute(
    ctx.db,
  );
  const addresses = new Map(houses.map((house) => [house.id, house.address]));
  return rows.map((row) => ({
    ...{ id: row.id, kind: row.kind, state: row.state, reason: row.reason, people: row.people },
    address: addresses.get(row.house_id ?? '') ?? row.address,
    area_name: areas.fullName(row.area_id),
    created_at: row.created_at.toISOString(),
    decided_at: row.decided_at?.toISOString() ?? null,
  }));
}

/** What households and people said of themselves and waits where the actor registers people, the oldest first. */
export async function waiting(
  runtime: Runtime,
  actor: Actor,
  query: Static<typeof ListQuery>,
): Promise<Page<Item>> {
  const areas = await areaTree(runtime);
  const reach = reachOf(actor, areas, query.area, EDIT_RESIDENTS);
  return run(runtime, actor, async (ctx) => {
    const page = await waitingRows(
      ctx,
      sql`r.kind <> 'erasure' and ${inReach(sql`r.area_id`, reach)}`,
      query,
    );
    return { items: await summariesOf(ctx, page.items), next: page.next };
  });
}

/** The account's own registrations, newest first. */
export async function mine(runtime: Runtime, actor: Actor): Promise<{ items: Item[] }> {
  return run(runtime, actor, async (ctx) => {
    const { rows } = await sql<Row>`
      select ${ROW} from registration r where r.account_id = ${actor.id}::uuid order by r.created_at desc, r.id desc limit ${atMost(50)}`.execute(
      ctx.db,
    );
    return { items: await summariesOf(ctx, rows) };
  });
}

interface Words {
  name(code: string): string;
  text(code: string, value: unknown): string | null;
}

async function wordsOf(runtime: Runtime): Promise<Words> {
  const [items, dictionary] = [await registryItems(runtime), await dictionaries(runtime)];
  return {
    name: (code) => items.item('person', code)?.name ?? code,
    text(code, value) {
      if (value === null || value === undefined || value === '') return null;
      const list = items.item('person', code)?.dictionary;
      if (typeof value === 'boolean') return value ? '是' : '否';
      return list ? dictionary.nameOf(list, String(value)) : String(value);
    },
  };
}

interface Beside {
  words: Words;
  /** The phone of the account that says "this is me", when it is to be joined to a record; else null. */
  phone: string | null;
  /** Whether what was typed is shown whole. */
  whole: boolean;
}

/** One member beside the record that is there: what was typed is shown whole to who says what for, what is known stays masked. */
async function memberView(
  ctx: Context,
  member: Member,
  person: string | null,
  { words, phone, whole }: Beside,
): Promise<Detail['members'][number]> {
  const { values, faults, warnings } = await checkPersonValues(ctx.runtime, member.values, dayOf(ctx.now));
  const shown = whole ? values : await maskTyped(ctx.runtime, values);
  const known = person ? await readMasked(ctx, person, [...Object.keys(values), 'phone']) : null;
  const stranger = member.self && phone !== null && (known?.whole.phone ?? phone) !== phone;
  return {
    ...{ self: member.self, person: known && person },
    fields: Object.entries(values).flatMap(([item, value]) => {
      const said = words.text(item, shown[item]);
      if (said === null) return [];
      return [
        {
          ...{ item, said, name: words.name(item) },
          known: words.text(item, known?.masked[item]),
          differs: known !== null && known.whole[item] !== undefined && known.whole[item] !== value,
        },
      ];
    }),
    warnings: [
      ...(person && !known ? ['这位成员已在其他区域登记，入册后住址等不一致的项由双方核对。'] : []),
      ...(stranger
        ? [
            '提交人登录用的手机号与这位居民已登记的电话不同，请先核实是不是本人：入册后，提交人能看到这位居民的登记信息。',
          ]
        : []),
      ...[...faults, ...warnings].map(({ message }) => message),
    ],
  };
}

/** A registration as who checks it sees it: masked, or whole for a purpose, which is told to the log. */
export async function registration(
  runtime: Runtime,
  actor: Actor,
  id: string,
  purpose?: string,
): Promise<Detail> {
  const areas = await areaTree(runtime);
  const words = await wordsOf(runtime);
  const why = purpose === undefined ? null : purposeOf(purpose, '请写明查看的用途，例如“核对户口簿”。');
  return runFor(runtime, actor, async (ctx) => {
    const { rows } = await sql<Row>`select ${ROW} from registration r where r.id = ${id}::uuid`.execute(
      ctx.db,
    );
    const [row] = rows;
    if (!row || row.kind === 'erasure' || !mayAt(actor, EDIT_RESIDENTS, row.area_id, areas))
      throw notFound('登记');
    const members = row.state === 'waiting' ? membersOf(ctx, row) : [];
    const people =
      row.kind === 'correction'
        ? [row.person_id]
        : await peopleMeant(
            ctx,
            members.map(({ values }) => values),
          );
    const phone = await phoneOf(ctx, row.account_id);
    if (members.length > 0 && why !== null) await looked(ctx, row, members, why);
    const [summary] = await summariesOf(ctx, [row]);
    const beside = { words, phone: row.kind === 'household' ? phone : null, whole: why !== null };
    const views: Detail['members'] = [];
    for (const [at, member] of members.entries())
      views.push(await memberView(ctx, member, people[at] ?? null, beside));
    return {
      ...summary!,
      ...{ house_id: row.house_id, relation: row.relation, version: row.version, members: views },
      phone: phone ? maskPhone(phone) : null,
      abilities: { decide: row.state === 'waiting' },
    };
  });
}

/** Keeps one look: at a correction for the person whom it is about; of a household nobody is registered yet, so that the log alone is told. */
async function looked(ctx: Context, row: Row, members: readonly Member[], purpose: string): Promise<void> {
  if (row.person_id) {
    const items = await registryItems(ctx.runtime);
    const codes = members.flatMap(({ values }) => Object.keys(values));
    const seen = codes.flatMap((code) => items.item('person', code) ?? []);
    return keepLook(ctx, { id: row.person_id, area_id: row.area_id }, seen, purpose);
  }
  record(ctx, {
    ...{
      subjectKind: 'resident_look',
      subject: uuidv7(ctx.now),
      kind: 'person.looked',
      audience: 'staff' as const,
    },
    scopes: [ctx.actor.id],
    data: {
      registration: row.id,
      items: ['registration'],
      purpose,
      area: row.area_id,
    },
    prevHash: null,
  });
}

/** The record an account signs in as, whole: it is the person's own (PIPL art. 45). Null when none was joined yet. */
export async function ownRecord(runtime: Runtime, actor: Actor): Promise<Static<typeof OwnRecordMaybe>> {
  const [areas, words] = [await areaTree(runtime), await wordsOf(runtime)];
  return run(runtime, actor, async (ctx) => {
    const person = await ownPerson(ctx);
    if (!person) return { record: null };
    const { rows } = await sql<{ address: string }>`
      select address from housing_house where id = ${person.house_id}::uuid`.execute(ctx.db);
    const values = await ownValues(ctx, person.id);
    return {
      record: {
        ...{ id: person.id, address: rows[0]?.address ?? null, grid: areas.fullName(person.area_id) },
        fields: values.map(({ item, value, source, at }) => ({
          ...{
            item,
            source,
            at: at.toISOString(),
            name: words.name(item),
            correctable: CORRECTABLE.has(item),
          },
          value: words.text(item, value) ?? '',
        })),
      },
    };
  });
}
