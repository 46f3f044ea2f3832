import { Space } from 'antd';
import type { ReactNode } from 'react';
import { AreaPicker } from '../../../ui/console/AreaPicker.tsx';
import type { Filter } from '../../../ui/console/FilterBar.tsx';

/** Of which area a list is. */
export const areaFilter: Filter = {
  name: 'area',
  label: '区域',
  render: (value, choose) => <AreaPicker value={value} onChange={choose} width={200} />,
};

/** Buttons of a row of a list: pressing one does not open the row. */
export const RowTools = ({ children }: { children: ReactNode }) => (
  // biome-ignore lint/a11y/noStaticElementInteractions: keeps what is pressed inside from the row around it
  <span onClick={(event) => event.stopPropagation()} onKeyDown={(event) => event.stopPropagation()}>
    <Space size={6}>{children}</Space>
  </span>
);
