import './insight.css';

interface Props {
  /** 0 to 1; null where nothing was to be judged. */
  points: readonly (number | null)[];
  /** The day of each point. */
  days: readonly string[];
  width?: number;
}

const HEIGHT = 24;

/** How something went over a period, from 0 to 100 %; gaps where there was nothing. */
export function Spark({ points, days, width = 88 }: Props) {
  const known = points.flatMap((value, i) => (value === null ? [] : [{ value, i }]));
  if (known.length === 0) return <span className="hy-muted">—</span>;
  const step = points.length > 1 ? (width - 6) / (points.length - 1) : 0;
  const at = ({ value, i }: { value: number; i: number }) =>
    [3 + i * step, HEIGHT - 3 - value * (HEIGHT - 6)] as const;
  const line = known.map((point) => at(point).join(',')).join(' ');
  const words = known.map(({ value, i }) => `${days[i]} ${(value * 100).toFixed(1)}%`).join('，');
  const [x, y] = at(known.at(-1)!);
  return (
    <svg className="hy-spark" width={width} height={HEIGHT} role="img" aria-label={`走势：${words}`}>
      <title>{words}</title>
      {known.length > 1 && <polyline points={line} />}
      <circle cx={x} cy={y} r={2.5} />
    </svg>
  );
}
