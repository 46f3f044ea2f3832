import { useQuery } from '@tanstack/react-query';
import { ApiError, api } from '../../api/client.ts';
import { newId } from '../../api/id.ts';
import { queryClient } from '../../api/query.ts';
import type { components } from '../../api/schema.d.ts';
import type { Ability } from '../../api/types.ts';
import type { Values } from '../../ui/form/fields.ts';

export type Detail = Omit<components['schemas']['MatterDetail'], 'abilities'> & { abilities: Ability[] };
export type Step = components['schemas']['MatterEvent'];

/** A matter with what one may do with it now. */
export const useMatter = (id: string, enabled = true) =>
  useQuery({
    queryKey: ['matter', id],
    enabled,
    queryFn: () => api.get<Detail>(`/api/matters/${id}`),
    // What happens to the matter that this one was merged into is not told live to its caller: look now and then.
    refetchInterval: ({ state }) => (state.data?.follows?.open ? 60_000 : false),
  });

/** What happened to it, as far as one may know. */
export const useSteps = (id: string) =>
  useQuery({
    queryKey: ['matter', id, 'events'],
    queryFn: () => api.get<{ items: Step[] }>(`/api/matters/${id}/events`),
  });

/** Steps whose answer has not come: pressed again, the same step goes under the same name and counts once. */
const unanswered = new Map<string, string>();

/** Performs an action on the version one sees; a stale one is refused with what changed, and the page asks anew either way. */
export async function act(matter: Detail, action: string, answers: Values): Promise<void> {
  const step = JSON.stringify([matter.id, action, answers]);
  const client_id = unanswered.get(step) ?? newId();
  unanswered.set(step, client_id);
  try {
    await api.post(`/api/matters/${matter.id}/actions/${action}`, {
      version: matter.version,
      client_id,
      ...answers,
    });
    unanswered.delete(step);
  } catch (error) {
    // What was refused was not done.
    if (error instanceof ApiError && !error.passing) unanswered.delete(step);
    throw error;
  } finally {
    void queryClient.invalidateQueries({ queryKey: ['matter', matter.id] });
    void queryClient.invalidateQueries({ queryKey: ['matter', 'list'] });
    void queryClient.invalidateQueries({ queryKey: ['task', 'list'] });
  }
}
