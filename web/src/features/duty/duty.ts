import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { queryClient } from '../../api/query.ts';
import type { components } from '../../api/schema.d.ts';
import type { Answer } from '../../api/types.ts';
import type { StandingLook } from '../../ui/StandingMap.tsx';

type Schemas = components['schemas'];
export type DutyRow = Schemas['DutyItem'];
export type Duty = Schemas['Duty'];
export type MyPiece = Schemas['MyDutyPiece'];
export type PieceRow = Schemas['DutyPieceItem'];
export type Admission = Schemas['DutyAdmission'];
export type Objection = Schemas['DutyObjection'];
export type Team = Schemas['GridTeam'];
export type Member = Schemas['TeamMember'];
export type Neighbour = Schemas['NeighbourUnit'];
export type ProgressRow = Answer<'readDutyProgress'>['items'][number];

export const lines: Record<DutyRow['line'], string> = {
  police: '公安',
  governance: '综治',
  labour: '人社',
  civil: '民政',
  family: '计生',
  urban: '城管',
  food: '食品安全',
};
export const optionsOf = (words: Record<string, string>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }));

export const teamRoles: Record<Member['role'], string> = {
  grid_head: '网格长',
  grid_worker: '网格员',
  police: '民警',
  doctor: '家庭医生',
  lawyer: '律师',
  counsellor: '心理咨询师',
  judge: '法官、检察官',
  property: '物业经理',
  deputed: '下沉干部',
};
export const neighbourKinds: Record<Neighbour['kind'], string> = {
  committee: '社区党委（总支）',
  branch: '网格党支部',
  group: '邻里党小组',
  household: '党员中心户',
  building_head: '楼栋长',
};
export const periods: Record<Admission['per'], string> = {
  month: '每月',
  quarter: '每季度',
  year: '每年',
  whole: '有效期内',
};

/** How far a grid is with a task. */
export const standings: Record<string, StandingLook> = {
  done: { word: '已完成', tone: 'green', look: 'done', pattern: 'solid' },
  partly: { word: '部分完成', tone: 'amber', look: 'open', pattern: 'stripes' },
  none: { word: '未开始', tone: 'blue', look: 'report', pattern: 'dots' },
  overdue: { word: '有逾期', tone: 'red', look: 'overdue', pattern: 'cross' },
  idle: { word: '已收回', tone: 'grey', look: 'paused', pattern: 'empty' },
};

/** How an entry of the admission list stands. */
export const entryStandings: Record<string, { word: string; look: string }> = {
  applied: { word: '待初审', look: 'waiting' },
  reviewed: { word: '待批准', look: 'waiting' },
  in_force: { word: '在清单上', look: 'done' },
  coming: { word: '未到开始日期', look: 'paused' },
  expired: { word: '已过期', look: 'ended' },
  refused: { word: '未获批准', look: 'returned' },
  withdrawn: { word: '已撤回', look: 'ended' },
  ended: { word: '已移出', look: 'ended' },
};

/** A limit in words: 5wd = 5 个工作日. */
export function limitWords(limit: string): string {
  const [, n, unit] = /^(\d+)(wh|wd|d)$/.exec(limit) ?? [];
  return n ? `${n} ${unit === 'wh' ? '个工作时' : unit === 'wd' ? '个工作日' : '天'}` : limit;
}

/** An answer as it is read: choices by their names, yes and no. Pure. */
export function saidOf(field: Duty['fields'][number], value: unknown): string {
  if (value === undefined || value === null || value === '') return '—';
  if (field.kind === 'boolean') return value ? '是' : '否';
  const names = new Map(field.options?.map((option) => [option.value, option.label]));
  return [value]
    .flat()
    .map((each) => names.get(String(each)) ?? String(each))
    .join('、');
}

export const useDuty = (id: string) =>
  useQuery({
    queryKey: ['duty_piece', 'list', 'duty', id],
    queryFn: () => api.get<Duty>(`/api/duties/${id}`),
  });

export const useProgress = (id: string, level: string) =>
  useQuery({
    queryKey: ['duty_piece', 'list', 'progress', id, level],
    queryFn: () => api.get<{ items: ProgressRow[] }>(`/api/duties/${id}/progress`, { level }),
  });

export const useTeam = (area: string | undefined) =>
  useQuery({
    queryKey: ['duty_member', 'list', 'team', area],
    enabled: Boolean(area),
    queryFn: () => api.get<Team>(`/api/grid-teams/${area}`),
  });

/** After a change of one's own: asks anew for everything of these subjects. */
export const refresh = (...nouns: string[]) =>
  Promise.all(nouns.map((noun) => queryClient.invalidateQueries({ queryKey: [noun] })));
export const refreshDuties = () => refresh('duty', 'duty_piece');
