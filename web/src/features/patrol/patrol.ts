import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { queryClient } from '../../api/query.ts';
import type { components } from '../../api/schema.d.ts';
import type { Answer } from '../../api/types.ts';
import type { StandingLook } from '../../ui/StandingMap.tsx';

export type CampaignRow = components['schemas']['PatrolCampaignItem'];
export type Campaign = components['schemas']['PatrolCampaign'];
export type Visit = components['schemas']['PatrolVisitItem'];
export type Finding = components['schemas']['PatrolFinding'];
export type Item = Campaign['items'][number];
export type GridRow = Answer<'readPatrolCoverage'>['items'][number];

export const perNames: Record<string, string> = { day: '每日', week: '每周', month: '每月', once: '全程' };
export const often = ({ per, times }: { per: string; times: number }) =>
  `${perNames[per] ?? per} ${times} 次`;

/** How a grid's coverage is said and drawn: word, tone, and the pattern that tells it without colour. */
export const coverages: Record<string, StandingLook> = {
  done: { word: '已完成', tone: 'green', look: 'done', pattern: 'solid' },
  partly: { word: '部分完成', tone: 'amber', look: 'open', pattern: 'stripes' },
  none: { word: '未开始', tone: 'blue', look: 'report', pattern: 'dots' },
  overdue: { word: '有逾期', tone: 'red', look: 'overdue', pattern: 'cross' },
  idle: { word: '暂无任务', tone: 'grey', look: 'paused', pattern: 'empty' },
};

export const stateNames: Record<string, { word: string; look: string }> = {
  running: { word: '进行中', look: 'handle' },
  paused: { word: '已暂停', look: 'paused' },
  closed: { word: '已结束', look: 'archive' },
};

/** A campaign, asked anew when something in it changes: visits and findings are subjects of their own. */
export const useCampaign = (id: string) =>
  useQuery({
    queryKey: ['patrol_visit', 'list', 'campaign', id],
    queryFn: () => api.get<Campaign>(`/api/patrols/${id}`),
  });

export const useCoverage = (id: string) =>
  useQuery({
    queryKey: ['patrol_visit', 'list', 'coverage', id],
    queryFn: () => api.get<{ items: GridRow[] }>(`/api/patrols/${id}/coverage`),
  });

export const refreshPatrols = () =>
  Promise.all(
    ['patrol', 'patrol_visit', 'patrol_finding'].map((noun) =>
      queryClient.invalidateQueries({ queryKey: [noun] }),
    ),
  );
