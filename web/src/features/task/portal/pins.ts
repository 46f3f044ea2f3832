/** How much room a pin takes, in letters of the page's size: large print makes pins larger, too. */
const WIDE = 9.25;
const HIGH = 3.2;

/**
 * Which things stand under one pin: each joins the first whose pin would lie under its own. They come the most pressing first, so
 * that this one gives its place. `at` gives pixels on the screen. Pure.
 */
export function heaps<T>(
  things: readonly T[],
  at: (thing: T) => { x: number; y: number },
  letter = 16,
): T[][] {
  const found: { x: number; y: number; things: T[] }[] = [];
  for (const thing of things) {
    const { x, y } = at(thing);
    const near = found.find(
      (heap) => Math.abs(heap.x - x) < WIDE * letter && Math.abs(heap.y - y) < HIGH * letter,
    );
    if (near) near.things.push(thing);
    else found.push({ x, y, things: [thing] });
  }
  return found.map((heap) => heap.things);
}
