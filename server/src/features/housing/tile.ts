import { PbfWriter } from 'pbf';
import type { Flat } from './rules.shape.ts';
import { EXTENT } from './rules.tile.ts';

/** What is drawn: rings, or one point, or many points at once, with what is said of it. */
export interface Drawn {
  tags: Record<string, string | number | boolean>;
  rings: Flat[];
  /** The rings are one list of points. */
  cloud?: true;
}

const MOVE = 1;
const LINE = 2;
const CLOSE = 7;
const command = (id: number, count: number): number => (count << 3) | id;
const zigzag = (value: number): number => (value << 1) ^ (value >> 31);

/** Drawing commands of a geometry: from each corner to the next. A ring that has shrunk to less than a triangle is left out. */
function commandsOf(rings: readonly Flat[], kind: 'points' | 'rings'): number[] {
  const out: number[] = [];
  let [x, y] = [0, 0];
  const step = (flat: Flat, i: number) => {
    out.push(zigzag(flat[i]! - x), zigzag(flat[i + 1]! - y));
    x = flat[i]!;
    y = flat[i + 1]!;
  };
  for (const flat of rings) {
    if (kind === 'points') {
      out.push(command(MOVE, flat.length / 2));
      for (let i = 0; i < flat.length; i += 2) step(flat, i);
      continue;
    }
    // The last corner is the first again, which closing says.
    const end = flat.length - 2;
    if (end < 6) continue;
    out.push(command(MOVE, 1));
    step(flat, 0);
    out.push(command(LINE, end / 2 - 1));
    for (let i = 2; i < end; i += 2) step(flat, i);
    out.push(command(CLOSE, 1));
  }
  return out;
}

/** Each key and each value of a layer stands once; features name them by their places. */
class Words {
  readonly keys = new Map<string, number>();
  readonly values = new Map<string | number | boolean, number>();

  private place<T>(known: Map<T, number>, word: T): number {
    const at = known.get(word);
    if (at !== undefined) return at;
    known.set(word, known.size);
    return known.size - 1;
  }

  of(tags: Drawn['tags']): number[] {
    return Object.entries(tags).flatMap(([key, value]) => [
      this.place(this.keys, key),
      this.place(this.values, value),
    ]);
  }
}

function writeFeature({ drawn, words }: { drawn: Drawn; words: Words }, pbf?: PbfWriter): void {
  // A building that shrinks to nothing in a far view is still a point there.
  const isPoint = !drawn.cloud && drawn.rings.every((flat) => flat.length < 8);
  const rings = isPoint ? [drawn.rings[0]?.slice(0, 2) ?? []] : drawn.rings;
  const kind = isPoint || drawn.cloud ? 'points' : 'rings';
  pbf!.writePackedVarint(2, words.of(drawn.tags));
  pbf!.writeVarintField(3, kind === 'points' ? 1 : 3);
  pbf!.writePackedVarint(4, commandsOf(rings, kind));
}

function writeValue(value: string | number | boolean, pbf?: PbfWriter): void {
  if (typeof value === 'string') pbf!.writeStringField(1, value);
  else if (typeof value === 'number') pbf!.writeVarintField(5, value);
  else pbf!.writeBooleanField(7, value);
}

function writeLayer({ name, drawn }: { name: string; drawn: readonly Drawn[] }, pbf?: PbfWriter): void {
  const words = new Words();
  pbf!.writeVarintField(15, 2);
  pbf!.writeStringField(1, name);
  for (const each of drawn) pbf!.writeMessage(2, writeFeature, { drawn: each, words });
  for (const key of words.keys.keys()) pbf!.writeStringField(3, key);
  for (const value of words.values.keys()) pbf!.writeMessage(4, writeValue, value);
  pbf!.writeVarintField(5, EXTENT);
}

/** A vector tile of these layers (Mapbox Vector Tile Specification 2.1); empty layers are left out. */
export function encodeTile(layers: Record<string, readonly Drawn[]>): Buffer {
  const pbf = new PbfWriter();
  for (const [name, drawn] of Object.entries(layers))
    if (drawn.length > 0) pbf.writeMessage(3, writeLayer, { name, drawn });
  return Buffer.from(pbf.finish());
}
