import type { Actor } from '../../platform/access.ts';
import type { Runtime } from '../../platform/runtime.ts';

/** Whether an actor may know who was told of a subject and who has read it: said by the feature that owns the subject. */
export type ReceiptPolicy = (runtime: Runtime, actor: Actor, subject: string) => Promise<boolean>;

const policies = new WeakMap<Runtime, Map<string, ReceiptPolicy>>();

/** Tells this program who may see the read receipts of a kind of subject. Call it where the feature adds its routes. */
export function registerReceiptPolicy(runtime: Runtime, subjectKind: string, policy: ReceiptPolicy): void {
  const known = policies.get(runtime) ?? new Map<string, ReceiptPolicy>();
  policies.set(runtime, known.set(subjectKind, policy));
}

/** Nobody may where no feature speaks for the subject. */
export async function maySeeReceipts(
  runtime: Runtime,
  actor: Actor,
  kind: string,
  subject: string,
): Promise<boolean> {
  const policy = policies.get(runtime)?.get(kind);
  return policy !== undefined && (await policy(runtime, actor, subject));
}
