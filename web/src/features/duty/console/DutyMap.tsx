import { useMemo } from 'react';
import StandingMap from '../../../ui/StandingMap.tsx';
import { standings, useProgress } from '../duty.ts';

/** The grids of a task, each in the colour and the pattern of how far it is. */
export default function DutyMap({ id }: { id: string }) {
  const { data } = useProgress(id, 'grid');
  const grids = useMemo(
    () => (data?.items ?? []).map(({ area, standing }) => ({ id: area, standing })),
    [data],
  );
  return <StandingMap key={grids.length > 0 ? 'known' : 'waiting'} grids={grids} looks={standings} />;
}
