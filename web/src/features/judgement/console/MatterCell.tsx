import type { Appeal } from '../judgement.ts';

/** A matter in a cell of a table: its title, wrapped rather than cut, and its number below. */
export function MatterCell({ matter }: { matter: Appeal['matter'] }) {
  return (
    <>
      {matter.title}
      <div className="hy-muted">{matter.number}</div>
    </>
  );
}
