/** The table of who gets past the door of which route: read from access.table.yaml, compared with the program. */

export const NOBODY = 'nobody';
/** Another system with a credential, which stands for an account and is no person. */
export const PROGRAM = 'program';

/** A row as written: `anyone`, `signed-in`, `in-person`, or the roles by name. */
export type Row = 'anyone' | 'signed-in' | 'in-person' | string[];

export interface Door {
  route: string;
  /** Everybody it lets past: `nobody` is not signed in, `program` has a credential and no permission. */
  opensTo: string[];
}

function everybodyOf(row: Row, roles: readonly string[]): string[] {
  if (row === 'anyone') return [NOBODY, PROGRAM, ...roles];
  if (row === 'signed-in') return [PROGRAM, ...roles];
  return row === 'in-person' ? [...roles] : row;
}

/** The shortest way to write who is let past. */
export function rowOf(opensTo: readonly string[], roles: readonly string[]): string {
  const all = roles.every((role) => opensTo.includes(role));
  if (all && opensTo.includes(NOBODY)) return 'anyone';
  if (all) return opensTo.includes(PROGRAM) ? 'signed-in' : 'in-person';
  return `[${opensTo.join(', ')}]`;
}

/** What differs between the table and the doors, in words; each new route needs a row that a human has judged. */
export function tableFaults(
  table: Record<string, Row>,
  doors: readonly Door[],
  roles: readonly string[],
): string[] {
  const missing = doors
    .filter(({ route }) => table[route] === undefined)
    .map(
      ({ route, opensTo }) =>
        `no row for a route; if this is meant, add\n  ${route}: ${rowOf(opensTo, roles)}`,
    );
  const gone = Object.keys(table)
    .filter((route) => !doors.some((door) => door.route === route))
    .map((route) => `the row “${route}” has no route any more: remove it`);
  return [...missing, ...gone, ...doors.flatMap((door) => rowFaults(table[door.route], door, roles))];
}

function rowFaults(row: Row | undefined, { route, opensTo }: Door, roles: readonly string[]): string[] {
  if (row === undefined) return [];
  const meant = everybodyOf(row, roles);
  const unknown = meant.filter((role) => role !== NOBODY && role !== PROGRAM && !roles.includes(role));
  const surplus = opensTo.filter((role) => !meant.includes(role));
  const lacking = meant.filter((role) => !opensTo.includes(role) && !unknown.includes(role));
  return [
    ...unknown.map((role) => `${route}: the pack has no role ${role}`),
    ...surplus.map((role) => `${route} lets ${role} past, the table does not`),
    ...lacking.map((role) => `${route} stops ${role}, the table does not`),
  ];
}
