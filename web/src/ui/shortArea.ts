/** The last steps of an area's full name: which grid of which community, whose name the grid's does not say again. Empty for none. Pure. */
export function shortArea(full: string): string {
  const [above = '', own] = full.split(' / ').slice(-2);
  if (own === undefined) return above;
  return `${above} › ${(own.startsWith(above) && own.slice(above.length)) || own}`;
}
