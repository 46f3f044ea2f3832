/** One measured figure, printed as a line of JSON. `bound` is what was promised; `reference` what stood beside it in the same run. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  bound?: string;
  ok?: boolean;
  reference?: number;
  ratio?: number;
}

export type Report = (figure: Figure) => void;

/** A benchmark: a module of this shape in this folder, named as its file. */
export interface Bench {
  name: string;
  run(report: Report, args: string[]): Promise<void>;
}

/** The value below which `share` of all lie; exact, from every measurement. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);
