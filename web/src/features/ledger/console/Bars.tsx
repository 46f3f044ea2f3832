interface Props {
  label: string;
  /** One without a key is no area: nothing lies below it. */
  bars: readonly { key: string | null; name: string; people: number }[];
  onChoose: (key: string) => void;
}

/** How many of each, the length beside the number; a press looks closer. */
export function Bars({ label, bars, onChoose }: Props) {
  const most = Math.max(1, ...bars.map(({ people }) => people));
  return (
    <ul className="hy-bars" aria-label={label}>
      {bars.map(({ key, name, people }) => (
        <li key={key ?? ''}>
          {key === null ? (
            <span>{name}</span>
          ) : (
            <button type="button" title={name} onClick={() => onChoose(key)}>
              {name}
            </button>
          )}
          {people > 0 ? <i style={{ width: `${(100 * people) / most}%` }} /> : <span />}
          <b>{people.toLocaleString('zh-CN')}</b>
        </li>
      ))}
    </ul>
  );
}
