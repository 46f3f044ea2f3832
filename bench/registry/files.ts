import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { Boundary, Ring } from '../../server/src/features/area/geometry.ts';
import { seededRandom } from '../../server/src/features/area/sample.ts';
import { contentOf, type GridContent } from './city.ts';
import { type Fault, Faults } from './faults.ts';
import type { Area, CityPlan } from './plan.ts';
import { SHEETS, type Sheet } from './sheets.ts';

/** What was written: the files by subject, with their rows (the heading not counted) and faults. */
export interface Written {
  areas: string;
  /** GeoJSON of the outlines, by street. */
  outlines: string[];
  files: { sheet: Sheet['name']; street: string; path: string; rows: number; faults: Fault[] }[];
}

const cell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** The boundary of an area, as GeoJSON. */
export function boundaryOf({ box: [west, south, east, north] }: Area): Boundary {
  const ring: Ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  return { type: 'Polygon', coordinates: [ring] };
}

class File {
  rows = 0;
  readonly path: string;
  readonly faults: Faults;
  readonly #stream: WriteStream;
  #text = '';

  constructor(path: string, headings: readonly string[], percent: number, seed: number) {
    this.path = path;
    this.faults = new Faults(headings, percent, seededRandom(seed));
    this.#stream = createWriteStream(path);
    // With the mark that makes Excel read it as UTF-8.
    this.#text = `\uFEFF${headings.join(',')}\r\n`;
  }

  async add(rows: Iterable<string[]>): Promise<void> {
    for (const row of rows) {
      this.rows++;
      this.#text += `${this.faults
        .apply(row, this.rows + 1)
        .map(cell)
        .join(',')}\r\n`;
    }
    if (this.#text.length > 100_000) await this.#flush();
  }

  async #flush(): Promise<void> {
    const room = this.#stream.write(this.#text);
    this.#text = '';
    if (!room) await once(this.#stream, 'drain');
  }

  async close(): Promise<void> {
    this.#stream.end(this.#text);
    await finished(this.#stream);
  }
}

/** One line for each building: GeoJSON of a city is written and read in pieces. */
function drawn({ buildings }: GridContent): string {
  return buildings
    .map(({ code, name, address, floors, outline }) => {
      const properties = { code, name, address, floors };
      return JSON.stringify({
        type: 'Feature',
        properties,
        geometry: { type: 'Polygon', coordinates: [outline] },
      });
    })
    .join(',\n');
}

async function writeAreas(folder: string, areas: readonly Area[]): Promise<string> {
  const path = join(folder, 'areas.geojson');
  const features = areas.map((area) => {
    const { code, parent, level, name } = area;
    return { type: 'Feature', properties: { code, parent, level, name }, geometry: boundaryOf(area) };
  });
  await writeFile(path, JSON.stringify({ type: 'FeatureCollection', features }));
  return path;
}

/** The files of a street; one street is open at a time. */
class Street {
  readonly code: string;
  readonly outlines: string;
  readonly #files: Map<Sheet['name'], File>;
  readonly #drawing: WriteStream;
  #between = '';

  constructor(folder: string, code: string, seed: number, faults: number) {
    this.code = code;
    this.outlines = join(folder, `outlines-${code}.geojson`);
    this.#drawing = createWriteStream(this.outlines);
    this.#drawing.write('{"type":"FeatureCollection","features":[\n');
    const own = seed + Number(code.slice(4));
    this.#files = new Map(
      SHEETS.map(({ name, headings }) => [
        name,
        new File(join(folder, `${name}-${code}.csv`), headings, name === 'person' ? faults : 0, own),
      ]),
    );
  }

  async add(content: GridContent): Promise<void> {
    for (const sheet of SHEETS) await this.#files.get(sheet.name)!.add(sheet.rows(content));
    if (!this.#drawing.write(this.#between + drawn(content))) await once(this.#drawing, 'drain');
    this.#between = ',\n';
  }

  async close(): Promise<Written['files']> {
    for (const file of this.#files.values()) await file.close();
    this.#drawing.end('\n]}\n');
    await finished(this.#drawing);
    return [...this.#files].map(([sheet, { path, rows, faults }]) => ({
      ...{ sheet, street: this.code, path, rows },
      faults: faults.found,
    }));
  }
}

/**
 * Writes the city as a city hands it in: areas as GeoJSON, and for each street its outlines and a CSV of estates, buildings, houses, people
 * and vehicles. `faults`: how many of a hundred rows of people are spoilt. Holds one grid in memory.
 */
export async function writeCity(folder: string, plan: CityPlan, faults = 0): Promise<Written> {
  await mkdir(folder, { recursive: true });
  const areas = await writeAreas(folder, plan.areas);
  const outlines: string[] = [];
  const files: Written['files'] = [];
  let street: Street | undefined;
  const close = async () => {
    if (!street) return;
    files.push(...(await street.close()));
    outlines.push(street.outlines);
  };
  for (const content of contentOf(plan)) {
    const code = content.grid.code.slice(0, 9);
    if (street?.code !== code) {
      await close();
      street = new Street(folder, code, plan.scale.seed, faults);
    }
    await street.add(content);
  }
  await close();
  return { areas, outlines, files };
}
