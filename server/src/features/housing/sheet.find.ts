import { sql } from 'kysely';
import type { Context } from '../../platform/runtime.ts';
import { type BuildingRow, buildings, ESTATE, type EstateRow, idsFrom } from './row.ts';
import { bareIn, plain } from './rules.named.ts';

/** Estates in use by their names or codes: a chunk asks once. `held`: until the end, for who writes them. */
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
    { held = false } = {},
  ): Promise<EstateFinder> {
    const { rows } = await sql<EstateRow>`
      select ${ESTATE} from housing_estate e where e.retired_at is null
        and (replace(e.name, ' ', '') = any (${[...new Set(names.map(plain))]}::text[])
          or (e.address_code <> '' and e.address_code = any (${[...new Set(codes)]}::text[])))
      ${held ? sql`order by e.id for no key update of e` : sql``}`.execute(ctx.db);
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

const sourceOf = (key: string): string => key.slice(0, key.indexOf(':') + 1);

/** Of the same name, but known by another code, or to the same source by another key. */
const isOther = (row: BuildingRow, codes: readonly string[], keys: readonly string[]): boolean =>
  (row.address_code !== '' && codes.length > 0) ||
  (row.source_key !== null && keys.some((key) => key.startsWith(sourceOf(row.source_key!))));

/** Buildings in use as rows name them: a chunk asks once, and holds them, with their rooms, until it is written. */
export class BuildingFinder {
  readonly #byKey = new Map<string, BuildingRow>();
  readonly #byCode: Map<string, BuildingRow[]>;
  readonly #byEstate: Map<string, BuildingRow[]>;
  readonly #estates: Map<string, string | null>;
  readonly #alone: Map<string, BuildingRow[]>;

  private constructor(rows: readonly BuildingRow[]) {
    for (const row of rows) if (row.source_key) this.#byKey.set(row.source_key, row);
    this.#byCode = Map.groupBy(rows, ({ address_code }) => address_code);
    this.#byEstate = Map.groupBy(rows, (row) => `${row.estate_id} ${bareIn(row.name, row.estate_name)}`);
    this.#estates = new Map(rows.map((row) => [row.estate_id ?? '', row.estate_name]));
    this.#alone = Map.groupBy(rows, ({ name }) => plain(name));
  }

  static async read(ctx: Context, refs: readonly BuildingRef[]): Promise<BuildingFinder> {
    const unique = (list: readonly string[]) => [...new Set(list)].filter((each) => each !== '');
    const estates = unique(refs.flatMap(({ estate }) => estate ?? []));
    const names = unique(refs.flatMap(({ estate, name }) => (estate ? [] : plain(name))));
    const [keys, codes] = [unique(refs.flatMap((ref) => ref.keys)), unique(refs.flatMap((ref) => ref.codes))];
    // One question for each way of naming one, so that each goes by its index.
    const ids = await idsFrom(
      ctx,
      sql`
        select id from housing_building where retired_at is null and source_key = any (${keys}::text[])
        union select id from housing_building where address_code <> '' and address_code = any (${codes}::text[])
        union select id from housing_building where estate_id = any (${estates}::uuid[])
        union select id from housing_building where retired_at is null and replace(name, ' ', '') = any (${names}::text[])`,
    );
    const { rows } = await buildings(
      sql`where b.id = any (${ids}::uuid[]) and b.retired_at is null order by b.id for no key update of b`,
    ).execute(ctx.db);
    return new BuildingFinder(rows);
  }

  /** The buildings that a row may mean: by what its source calls it, by its code, by its name in its estate or its grid. */
  find({ keys, codes, estate, name, area, anywhere }: BuildingRef): BuildingRow[] {
    const keyed = keys.flatMap((key) => this.#byKey.get(key) ?? []);
    if (keyed.length > 0) return keyed.slice(0, 1);
    const coded = codes.flatMap((code) => (code === '' ? [] : (this.#byCode.get(code) ?? [])));
    if (coded.length > 0) return coded;
    if (name === '' || (!estate && !area && !anywhere)) return [];
    const named = estate
      ? this.#byEstate.get(`${estate} ${bareIn(name, this.#estates.get(estate) ?? null)}`)
      : this.#alone.get(plain(name));
    return (named ?? []).filter(
      (row) => (estate || !area || row.area_id === area) && !isOther(row, codes, keys),
    );
  }
}
