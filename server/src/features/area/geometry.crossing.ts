import Flatbush from 'flatbush';
import type { Pair, Ring } from './geometry.ts';

type Segment = { a: Pair; b: Pair };

const turn = (a: Pair, b: Pair, c: Pair) => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);

/** Where two segments cross inside both of them, if they do. */
function crossing(p: Segment, q: Segment): Pair | null {
  const [c, d] = [turn(p.a, p.b, q.a), turn(p.a, p.b, q.b)];
  const [e, f] = [turn(q.a, q.b, p.a), turn(q.a, q.b, p.b)];
  if (c * d >= 0 || e * f >= 0) return null;
  const share = c / (c - d);
  return [q.a[0] + share * (q.b[0] - q.a[0]), q.a[1] + share * (q.b[1] - q.a[1])];
}

/** The first place where the rings of a polygon cross themselves or each other, or null. n log n in its vertices. */
export function findCrossing(rings: Ring[]): Pair | null {
  const segments = rings.flatMap((ring) =>
    ring.slice(1).map((b, index): Segment => ({ a: ring[index]!, b })),
  );
  if (segments.length < 4) return null;
  const tree = new Flatbush(segments.length);
  for (const { a, b } of segments)
    tree.add(Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1]));
  tree.finish();
  for (const [at, one] of segments.entries()) {
    const { a, b } = one;
    const near = tree.search(
      Math.min(a[0], b[0]),
      Math.min(a[1], b[1]),
      Math.max(a[0], b[0]),
      Math.max(a[1], b[1]),
    );
    for (const other of near) {
      const place = other > at ? crossing(one, segments[other]!) : null;
      if (place) return place;
    }
  }
  return null;
}
