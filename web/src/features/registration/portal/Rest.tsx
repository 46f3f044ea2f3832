interface Props {
  faults: Record<string, string>;
  /** Whether the form has a field of this path, which says it itself. */
  stands: (path: string) => boolean;
}

/** What was said against no field of a form. */
export function Rest({ faults, stands }: Props) {
  const rest = Object.entries(faults).flatMap(([path, message]) => (stands(path) ? [] : [message]));
  if (rest.length === 0) return null;
  return (
    <div className="hy-alert" role="alert">
      {rest.join('；')}
    </div>
  );
}
