interface Props {
  label: string;
  bars: readonly { key: string; name: string; people: number }[];
  onChoose: (key: string) => void;
}

/** How many of each, the length beside the number; a press looks closer. */
export function Bars({ label, bars, onChoose }: Props) {
  const most = Math.max(1, ...bars.map(({ people }) => people));
  return (
    <ul className="hy-bars" aria-label={label}>
      {bars.map(({ key, name, people }) => (
        <li key={key}>
          <button type="button" title={name} onClick={() => onChoose(key)}>
            {name}
          </button>
          <i style={{ width: `${(100 * people) / most}%` }} />
          <b>{people.toLocaleString('zh-CN')}</b>
        </li>
      ))}
    </ul>
  );
}
