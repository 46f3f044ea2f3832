import { useQuery } from '@tanstack/react-query';
import { api } from '../../../../api/client.ts';
import { queryClient } from '../../../../api/query.ts';
import type { Answer } from '../../../../api/types.ts';
import type { Option } from '../../../../ui/form/fields.ts';
import type { AreaChoice } from '../../../area/console/AreaSelect.tsx';

export type Staff = Answer<'getStaff'>;
export type Role = Answer<'listRoles'>['items'][number];
export type Unit = Answer<'unitTree'>['items'][number];

/** What a role is given with, as the pickers hold it. */
export interface RelationSaid {
  role?: string;
  unit?: Option;
  area?: AreaChoice;
}

export const useRoles = () =>
  useQuery({
    queryKey: ['role', 'list'],
    staleTime: 10 * 60_000,
    queryFn: () => api.get<Answer<'listRoles'>>('/api/roles'),
  });

/** What the interface wants of a relation that was chosen. */
export const relationBody = ({ role, unit, area }: RelationSaid) => ({
  role,
  ...(unit ? { unit_id: unit.value } : {}),
  ...(area ? { area_id: area.value } : {}),
});

/** Lists and pages of people and organisations are asked again. */
export async function peopleChanged(): Promise<void> {
  await Promise.all(['staff', 'unit'].map((noun) => queryClient.invalidateQueries({ queryKey: [noun] })));
}
