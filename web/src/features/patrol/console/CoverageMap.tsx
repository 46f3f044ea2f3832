import StandingMap from '../../../ui/StandingMap.tsx';
import { coverages, type GridRow } from '../patrol.ts';

/** The grids of a campaign, each in the colour and the pattern of how far it is. */
export default function CoverageMap({ grids }: { grids: GridRow[] }) {
  return (
    <StandingMap grids={grids.map((row) => ({ id: row.grid, standing: row.coverage }))} looks={coverages} />
  );
}
