import { sendOrKeep } from '../../../api/outbox.ts';
import { queryClient } from '../../../api/query.ts';
import type { Ability } from '../../../api/types.ts';
import type { Values } from '../../../ui/form/fields.ts';
import type { Detail } from '../matter.ts';

const kept = '没有网络：已存在本机，有网时自动发送';

/** What was written, for the list of what waits. Pure. */
export function linesOf(ability: Ability, answers: Values): { label: string; text: string }[] {
  return ability.form.flatMap(({ name, label, kind }) => {
    const value = answers[name];
    if (value === undefined || kind === 'files') return [];
    if (typeof value === 'boolean') return [{ label, text: value ? '是' : '否' }];
    return typeof value === 'string' || typeof value === 'number' ? [{ label, text: String(value) }] : [];
  });
}

/**
 * Performs an action on the version one sees, now or when there is signal again. Refusals are thrown, a stale version among
 * them; the page asks anew either way. Answers a sentence when it waits.
 */
export async function actOrKeep(
  owner: string,
  matter: Detail,
  ability: Ability,
  answers: Values,
  unsent: File[],
): Promise<string | undefined> {
  try {
    const answer = await sendOrKeep({
      owner,
      label: `${ability.name}：${matter.title}`,
      url: `/api/matters/${matter.id}/actions/${ability.action}`,
      body: { version: matter.version, ...answers },
      files: unsent,
      matter: matter.id,
      lines: linesOf(ability, answers),
    });
    return answer.kept ? kept : undefined;
  } finally {
    void queryClient.invalidateQueries({ queryKey: ['matter'] });
    void queryClient.invalidateQueries({ queryKey: ['task'] });
  }
}
