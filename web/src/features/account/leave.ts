import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { queryClient } from '../../api/query.ts';
import type { paths } from '../../api/schema.d.ts';
import type { Ability } from '../../api/types.ts';
import type { Values } from '../../ui/form/fields.ts';

type Answer<P extends '/api/leaves' | '/api/leaves/people'> =
  paths[P]['get']['responses'][200]['content']['application/json'];
export type Leave = Answer<'/api/leaves'>['items'][number];
export type Person = Answer<'/api/leaves/people'>['items'][number];

export const useLeaves = () =>
  useQuery({
    queryKey: ['account', 'leaves'],
    queryFn: () => api.get<Answer<'/api/leaves'>>('/api/leaves'),
  });

export const usePeople = () =>
  useQuery({
    queryKey: ['account', 'leaves', 'people'],
    queryFn: () => api.get<Answer<'/api/leaves/people'>>('/api/leaves/people'),
  });

/** Who can stand in for somebody. */
export const useStandIns = (account: string | undefined) =>
  useQuery({
    queryKey: ['account', 'leaves', 'stand-ins', account],
    enabled: account !== undefined,
    queryFn: () => api.get<Answer<'/api/leaves/people'>>(`/api/leaves/stand-ins?account_id=${account}`),
  });

/** The form of a leave, in whole days. */
export const leaveAbility = (standIns: readonly Person[]): Ability => ({
  action: 'enter-leave',
  name: '登记请假',
  enabled: true,
  reason: null,
  confirm: null,
  form: [
    { name: 'from_at', kind: 'date', label: '从哪天起', required: true, help: '填今天即从现在起' },
    { name: 'to_at', kind: 'date', label: '到哪天止（含当天）', required: true },
    {
      name: 'reason',
      kind: 'text',
      label: '事由',
      required: true,
      min_length: 2,
      max_length: 200,
      help: '只有本人和登记人看得到',
    },
    {
      name: 'stand_in_id',
      kind: 'select',
      label: '代班人',
      options: standIns.map(({ id, name }) => ({ value: id, label: name })),
      help: standIns.length > 0 ? '不选则任务回到单位' : '没有可以代班的同事，任务将回到单位',
    },
    { name: 'take_back', kind: 'boolean', label: '结束后收回未办结的任务', required: true },
  ],
});

const today = (): string => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);

/** Enters a leave; returns in words what became of the work. */
export async function enterLeave(account_id: string, answers: Values): Promise<string> {
  const { from_at, to_at, reason, stand_in_id, take_back } = answers as Record<string, string>;
  const { moved } = await api.post<{ moved: number }>('/api/leaves', {
    account_id,
    reason,
    take_back: Boolean(take_back),
    ...(stand_in_id && { stand_in_id }),
    from_at: from_at === today() ? new Date().toISOString() : `${from_at}T00:00:00+08:00`,
    to_at: `${to_at}T23:59:59+08:00`,
  });
  await refresh();
  return moved > 0 ? `已登记，移交了 ${moved} 项任务` : '已登记';
}

/** Ends a leave, or calls off one that has not begun. */
export async function endLeave(id: string): Promise<string> {
  const { moved } = await api.post<{ moved: number }>(`/api/leaves/${id}/end`, {});
  await refresh();
  return moved > 0 ? `已销假，收回了 ${moved} 项任务` : '已销假';
}

async function refresh(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: ['account', 'leaves'] });
  void queryClient.invalidateQueries({ queryKey: ['task', 'list'] });
}

const DAY = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  month: 'long',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});

/** `11月23日 09:00 至 11月24日 23:59`. */
export const spanOf = ({ from_at, to_at }: Leave): string =>
  `${DAY.format(new Date(from_at))} 至 ${DAY.format(new Date(to_at))}`;
