import { badField } from '../../platform/errors.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { LOOKUP_CALLER, type LookupAction } from './caller.ts';
import { act } from './commands.act.ts';
import { type Proof, proveCaller } from './queries.lookup.ts';

/**
 * Lets a caller without an account supplement, urge, withdraw or rate, by the same pair of number and phone each time. The
 * action is judged as the caller's own and recorded as done this way. Returns the matter's id.
 */
export async function actByLookup(
  runtime: Runtime,
  proof: Proof,
  address: string,
  action: LookupAction,
  input: { version: number; form: Record<string, unknown> },
): Promise<string> {
  const id = await proveCaller(runtime, proof, address);
  if (input.form.files !== undefined)
    throw badField('files', 'needs_account', '上传照片请先登录，再补充照片。');
  await act(runtime, LOOKUP_CALLER, id, action, input);
  return id;
}
