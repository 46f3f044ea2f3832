import { Space } from 'antd';
import type { ReactNode } from 'react';

/** Buttons of a row of a list: pressing one does not open the row. */
export const RowTools = ({ children }: { children: ReactNode }) => (
  // biome-ignore lint/a11y/noStaticElementInteractions: keeps what is pressed inside from the row around it
  <span onClick={(event) => event.stopPropagation()} onKeyDown={(event) => event.stopPropagation()}>
    <Space size={6}>{children}</Space>
  </span>
);
