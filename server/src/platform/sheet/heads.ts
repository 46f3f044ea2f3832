/** Headers made usable as names: blank ones are numbered, repeated ones told apart. */
export function columnNames(header: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return header.map((text, i) => {
    const name = text.trim().slice(0, 100) || `第${i + 1}列`;
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name}(${times})`;
  });
}

/** The set of column names as one text, whatever their order: files of the same system have the same. */
export const headerKey = (columns: readonly string[]): string => [...columns].sort().join('\n');
