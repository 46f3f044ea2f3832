const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** The check character of the first seventeen digits (GB 11643-1999). */
export function checkOf(digits: string): string {
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += Number(digits[i]) * WEIGHTS[i]!;
  return '10X98765432'[sum % 11]!;
}

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
/** Regions people were registered in first: all under a province (99) that does not exist. */
const REGIONS = 13;
const DAYS = 46_000;

/**
 * Numbers that nobody has, none twice: citizen IDs of regions that do not exist, phones and plates of ranges not given out.
 * The same order of asking gives the same numbers.
 */
export class Identities {
  readonly #next = new Uint16Array(REGIONS * DAYS * 2);
  #phones = 0;
  #plates = 0;

  /** `region` 0 … 12; up to five are the city's own districts. Throws when a day's 500 of one sex are used up. */
  id(region: number, birth: Date, sex: 'male' | 'female'): string {
    const day = Math.floor(birth.getTime() / 86_400_000) + 25_000;
    const at = (region * DAYS + day) * 2 + (sex === 'male' ? 1 : 0);
    const k = this.#next[at]!++;
    if (k >= 500) throw new RangeError('more are born on one day than there are numbers');
    // Odd = male; scattered as offices give them out.
    const order = String(((k * 211 + day * 17) % 500) * 2 + (sex === 'male' ? 1 : 0)).padStart(3, '0');
    const digits = `9901${String(region + 1).padStart(2, '0')}${dayText(birth).replaceAll('-', '')}${order}`;
    return digits + checkOf(digits);
  }

  /** Mobile numbers of 160 and 164, which no operator has. */
  phone(): string {
    const k = this.#phones++;
    return `${k % 3 === 0 ? 164 : 160}${String((k * 48_271 + 1_234_567) % 100_000_000).padStart(8, '0')}`;
  }

  /** 鄂Z is given out nowhere; one in six is of the green ones with six characters. */
  plate(): string {
    const k = this.#plates++;
    const n = Math.floor(k / 6);
    if (k % 6 === 0) return `鄂Z${n % 2 === 0 ? 'D' : 'F'}${String((n * 7_919) % 100_000).padStart(5, '0')}`;
    const place = ((k - n) * 7_919) % 576_000;
    const letter = (i: number) => LETTERS[i % 24]!;
    const digits = String(place % 1000).padStart(3, '0');
    return `鄂Z${letter(Math.floor(place / 1000))}${letter(Math.floor(place / 24_000))}${digits}`;
  }
}

export const dayText = (day: Date): string => day.toISOString().slice(0, 10);
