export type Random = () => number;
export type Draw<T> = (random: Random) => T;

/** Draws each value as often as its weight says. */
export function drawer<T>(weights: readonly (readonly [T, number])[]): Draw<T> {
  const sums: number[] = [];
  let sum = 0;
  for (const [, weight] of weights) {
    sum += weight;
    sums.push(sum);
  }
  return (random) => {
    const wanted = random() * sum;
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! <= wanted) low = middle + 1;
      else high = middle;
    }
    return weights[low]![0];
  };
}

/** A whole number of 0 … below. */
export const upTo = (random: Random, below: number): number => Math.floor(random() * below);

export const oneOf = <T>(random: Random, list: readonly T[]): T => list[upTo(random, list.length)]!;

/** Parts of a whole number in proportion to the weights, each at least `least`, together exactly it. */
export function shares(total: number, weights: readonly number[], least = 0): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const rest = total - least * weights.length;
  if (rest < 0) throw new RangeError(`${total} does not give ${least} to each of ${weights.length}`);
  let [given, wanted] = [0, 0];
  return weights.map((weight) => {
    wanted += (rest * weight) / sum;
    const part = Math.round(wanted) - given;
    given += part;
    return part + least;
  });
}
