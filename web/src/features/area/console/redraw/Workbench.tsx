import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ComponentProps, ReactNode } from 'react';
import { fetchedMap } from '../../../../ui/fetchedMap.tsx';
import { type AreaDetail, areaQuery } from '../data.ts';
import type RedrawMapType from './RedrawMap.tsx';

const RedrawMap = fetchedMap(() => import('./RedrawMap.tsx'));
type MapProps = Omit<ComponentProps<typeof RedrawMapType>, 'box' | 'community'>;

interface Props extends MapProps {
  area: AreaDetail;
  title: string;
  /** Begin with the whole community in view and not with the grid alone. */
  wide?: boolean;
  onLeave: () => void;
  children: ReactNode;
}

/** The map to work on, large, and beside it what to do step by step. */
export function Workbench({ area, title, wide, onLeave, children, ...map }: Props) {
  const community = useQuery({ ...areaQuery(area.parent_id ?? ''), enabled: area.parent_id !== null });
  const box = (wide ? community.data?.box : undefined) ?? area.box;
  return (
    <div className="hy-redraw">
      <div className="hy-redraw-map">
        {box && community.data && (
          <RedrawMap {...map} community={community.data.id} box={box as [number, number, number, number]} />
        )}
      </div>
      <div className="hy-redraw-side">
        <div className="hy-redraw-bar">
          <h2 className="hy-head">{title}</h2>
          <Button size="small" onClick={onLeave}>
            返回
          </Button>
        </div>
        {children}
      </div>
    </div>
  );
}
