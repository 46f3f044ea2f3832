import type { Point } from '../../../../api/types.ts';
import type { Values } from '../../../../ui/form/fields.ts';
import type { AreaName } from '../catalog.ts';

/** Where a call belongs, and whether the address or the map said so. */
export interface Spot {
  from: 'address' | 'map';
  point: Point | null;
  area: AreaName | null;
}

/** What stands in the desk's form. */
export interface Call {
  contact?: { name?: string; phone?: string };
  type?: string;
  text?: string;
  address?: string;
  area?: string;
  category?: string;
  urgent?: boolean;
  anonymous?: boolean;
  confidential?: boolean;
  answers?: Values;
}
