import { Spin } from 'antd';
import { lazy, Suspense, useState } from 'react';
import type { Point } from '../../../api/types.ts';

const MapCanvas = lazy(() => import('../../../ui/MapCanvas.tsx'));

/** The map of one's areas; a tap drops a pin. */
export default function AreaPage() {
  const [point, setPoint] = useState<Point | null>(null);
  return (
    <Suspense fallback={<Spin />}>
      <MapCanvas point={point} onPick={setPoint} />
    </Suspense>
  );
}
