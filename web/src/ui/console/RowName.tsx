import type { ReactNode } from 'react';

/** What a row of a list is and, smaller below it, what tells it from others. */
export const RowName = ({ children, more }: { children: ReactNode; more: ReactNode }) => (
  <>
    {children}
    <br />
    <span className="hy-row-more">{more}</span>
  </>
);
