import type { ReactNode } from 'react';

/** A table of two columns: what it is about, and what is so. */
export const FactRows = ({ rows }: { rows: readonly [label: string, fact: ReactNode][] }) => (
  <table>
    <tbody>
      {rows.map(([label, fact]) => (
        <tr key={label}>
          <th>{label}</th>
          <td>{fact}</td>
        </tr>
      ))}
    </tbody>
  </table>
);
