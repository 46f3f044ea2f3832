import type { Actor } from '../access.ts';
import { Refusal } from '../errors.ts';
import type { Runtime } from '../runtime.ts';

/** What is known of a file, without its bytes. */
export interface FileRow {
  id: string;
  kind: 'photo' | 'export';
  name: string;
  media_type: string;
  size: number;
  width: number | null;
  height: number | null;
  sha256: Buffer;
  owner_id: string;
  subject_kind: string | null;
  subject: string | null;
  stage: string | null;
  taken_at: Date | null;
  created_at: Date;
}

/** Whether an actor may see a file that hangs on a subject: said by the feature that owns the subject, which may refuse the subject itself. */
export type FilePolicy = (runtime: Runtime, actor: Actor, subject: string, file: FileRow) => Promise<boolean>;

const policies = new WeakMap<Runtime, Map<string, FilePolicy>>();

/** Tells this program who may see the files of a kind of subject. Call it where the feature adds its routes. */
export function registerFilePolicy(runtime: Runtime, subjectKind: string, policy: FilePolicy): void {
  const known = policies.get(runtime) ?? new Map<string, FilePolicy>();
  policies.set(runtime, known);
  if (known.has(subjectKind)) throw new Error(`two policies for the files of ${subjectKind}`);
  known.set(subjectKind, policy);
}

/**
 * May this actor see the file now? Until a photo hangs on something, and always for exports: its owner. Afterwards
 * whoever the subject's feature says; a subject nobody speaks for shows its files to nobody.
 */
export async function mayView(runtime: Runtime, actor: Actor, file: FileRow): Promise<boolean> {
  if (file.kind === 'export' || file.subject_kind === null || file.subject === null)
    return file.owner_id === actor.id;
  const policy = policies.get(runtime)?.get(file.subject_kind);
  if (!policy) return false;
  return policy(runtime, actor, file.subject, file).catch((error) => {
    if (error instanceof Refusal) return false;
    throw error;
  });
}
