import type { Json } from '../../platform/database/tables.ts';

/** A task as its subject's feature reads it beside the subject. */
export interface SubjectTask {
  id: string;
  kind: string;
  role: 'main' | 'co' | 'inform' | null;
  state: 'pending' | 'signed' | 'done' | 'returned' | 'transferred' | 'cancelled';
  unit: string | null;
  account: string | null;
  due_at: Date | null;
  created_at: Date;
  signed_at: Date | null;
  closed_at: Date | null;
  result: Json;
}
