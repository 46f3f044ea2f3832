import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { DateTime } from 'luxon';

/** Boston keeps its times on its own wall clock. */
export const ZONE = 'America/New_York';

/** A request of a 311 system with the city's own words about its time. Moments in milliseconds since 1970. */
export interface Request311 {
  type: string;
  opened: number;
  target: number | null;
  closed: number | null;
  /** What the city says of it; null where it says nothing. */
  onTime: boolean | null;
}

const STATUS: Record<string, boolean> = { ONTIME: true, OVERDUE: false };

function moment(text: string | undefined): number | null {
  const at = DateTime.fromFormat(text ?? '', 'MM/dd/yyyy hh:mm:ss a', { zone: ZONE, locale: 'en-US' });
  return at.isValid ? at.toMillis() : null;
}

/** Reads a file with the columns of Boston's (CSV, or CSV packed with gzip); rows without a time of opening are left out. */
export async function readRequests(file: string | URL): Promise<Request311[]> {
  const bytes = await readFile(file);
  const text = bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
  const rows: Record<string, string>[] = parse(text, { columns: true, bom: true, relax_column_count: true });
  return rows.flatMap((row) => {
    const opened = moment(row.OPEN_DT);
    if (opened === null) return [];
    return {
      type: row.TYPE ?? '',
      opened,
      target: moment(row.TARGET_DT),
      closed: moment(row.CLOSED_DT),
      onTime: STATUS[row.OnTime_Status ?? ''] ?? null,
    };
  });
}
