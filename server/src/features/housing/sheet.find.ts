import { sql } from 'kysely';
import type { Context } from '../../platform/runtime.ts';
import { type BuildingRow, buildings, ESTATE, type EstateRow } from './row.ts';
import { bare } from './sheet.said.ts';

const plain = (name: string): string => name.normalize('NFKC').replace(/\s+/g, '');

/** Estates in use by their names or codes: a chunk asks once. */
export class EstateFinder {
  readonly #byName: Map<string, EstateRow[]>;
  readonly #byCode: Map<string, EstateRow[]>;

  private constructor(rows: readonly EstateRow[]) {
    this.#byName = Map.groupBy(rows, ({ name }) => plain(name));
    this.#byCode = Map.groupBy(rows, ({ address_code }) => address_code);
  }

  static async read(
    ctx: Context,
    names: readonly string[],
    codes: readonly string[] = [],
  ): Promise<EstateFinder> {
    const { rows } = await sql<EstateRow>`
      select ${ESTATE} from housing_estate e where e.retired_at is null
        and (replace(e.name, ' ', '') = any (${[...new Set(names.map(plain))]}::text[])
          or (e.address_code <> '' and e.address_code = any (${[...new Set(codes)]}::text[])))`.execute(
      ctx.db,
    );
    return new EstateFinder(rows);
  }

  named = (name: string): EstateRow[] => this.#byName.get(plain(name)) ?? [];
  coded = (code: string): EstateRow[] => (code === '' ? [] : (this.#byCode.get(code) ?? []));
}

/** How rows name a building. */
export interface BuildingRef {
  keys: readonly string[];
  codes: readonly string[];
  estate: string | null;
  name: string;
  /** Where no estate is named. */
  area: string | null;
  /** A name alone will do, when only one building has it. */
  anywhere?: true;
}

type Found = BuildingRow & { source_key: string | null };

/** 听涛花园3栋 in 听涛花园 is 3栋. */
const doorName = (row: Pick<BuildingRow, 'name' | 'estate_name'>): string =>
  bare(
    row.estate_name && row.name.startsWith(row.estate_name)
      ? row.name.slice(row.estate_name.length) || row.name
      : row.name,
  );

const sourceOf = (key: string): string => key.slice(0, key.indexOf(':') + 1);

/** Of the same name, but known by another code, or to the same source by another key. */
const isOther = (row: Found, codes: readonly string[], keys: readonly string[]): boolean =>
  (row.address_code !== '' && codes.length > 0) ||
  (row.source_key !== null && keys.some((key) => key.startsWith(sourceOf(row.source_key!))));

/** Buildings in use as rows name them: a chunk asks once. */
export class BuildingFinder {
  readonly #byKey = new Map<string, Found>();
  readonly #byCode: Map<string, Found[]>;
  readonly #byEstate: Map<string, Found[]>;
  readonly #alone: Map<string, Found[]>;

  private constructor(rows: readonly Found[]) {
    for (const row of rows) if (row.source_key) this.#byKey.set(row.source_key, row);
    this.#byCode = Map.groupBy(rows, ({ address_code }) => address_code);
    this.#byEstate = Map.groupBy(rows, (row) => `${row.estate_id} ${doorName(row)}`);
    this.#alone = Map.groupBy(rows, ({ name }) => plain(name));
  }

  static async read(ctx: Context, refs: readonly BuildingRef[]): Promise<BuildingFinder> {
    const unique = (list: readonly string[]) => [...new Set(list)].filter((each) => each !== '');
    const estates = unique(refs.flatMap(({ estate }) => estate ?? []));
    const names = unique(refs.flatMap(({ estate, name }) => (estate ? [] : plain(name))));
    const found = await sql<{ id: string; source_key: string | null }>`
      select b.id, b.source_key from housing_building b where b.retired_at is null and (
        b.source_key = any (${unique(refs.flatMap(({ keys }) => keys))}::text[])
        or (b.address_code <> '' and b.address_code = any (${unique(refs.flatMap(({ codes }) => codes))}::text[]))
        or b.estate_id = any (${estates}::uuid[]) or replace(b.name, ' ', '') = any (${names}::text[]))`.execute(
      ctx.db,
    );
    const keyOf = new Map(found.rows.map(({ id, source_key }) => [id, source_key]));
    const { rows } = await buildings(
      sql`where b.id = any (${[...keyOf.keys()]}::uuid[]) order by b.id`,
    ).execute(ctx.db);
    return new BuildingFinder(rows.map((row) => ({ ...row, source_key: keyOf.get(row.id) ?? null })));
  }

  /** The buildings that a row may mean: by what its source calls it, by its code, by its name in its estate or its grid. */
  find({ keys, codes, estate, name, area, anywhere }: BuildingRef): BuildingRow[] {
    const keyed = keys.flatMap((key) => this.#byKey.get(key) ?? []);
    if (keyed.length > 0) return keyed.slice(0, 1);
    const coded = codes.flatMap((code) => (code === '' ? [] : (this.#byCode.get(code) ?? [])));
    if (coded.length > 0) return coded;
    if (name === '' || (!estate && !area && !anywhere)) return [];
    const named = estate ? this.#byEstate.get(`${estate} ${bare(name)}`) : this.#alone.get(plain(name));
    return (named ?? []).filter(
      (row) => (estate || !area || row.area_id === area) && !isOther(row, codes, keys),
    );
  }
}
