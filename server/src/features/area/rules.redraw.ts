const LAST = 999;

/** The first free code of a grid in a community (12 digits): 001 to 999; undefined when all are taken, ended grids included. */
export function freeGridCode(community: string, taken: Iterable<string>): string | undefined {
  const used = new Set(taken);
  for (let number = 1; number <= LAST; number++) {
    const code = community + String(number).padStart(3, '0');
    if (!used.has(code)) return code;
  }
  return undefined;
}
