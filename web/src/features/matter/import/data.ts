import type { Answer } from '../../../api/types.ts';

export type Import = Answer<'readImport'>;
export type Values = Answer<'mapImport'>;
export type FoundField = Values['fields'][number];
export type Mapping = Import['suggested'];

/** What an import reports while it works and when it is done (see the server's `ImportProgress`). */
export interface Progress {
  position: number;
  total: number;
  read: number;
  created: number;
  dispatched: number;
  repeated: number;
  refused: number;
  skipped: number;
  reasons: Record<string, number>;
}
export interface Result extends Progress {
  import: string;
  dry_run: boolean;
  report: string | null;
}
