/** The last steps of an area's full name, as 听涛社区 › 第9网格: no step says the name of the one above again. Empty for none. Pure. */
export function shortArea(full: string, steps = 2): string {
  const names = full.split(' / ').slice(-steps);
  return names
    .map((name, i) => {
      const above = names[i - 1] ?? '';
      return (name.startsWith(above) && name.slice(above.length)) || name;
    })
    .join(' › ');
}
