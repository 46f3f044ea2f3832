import type { FormField } from './definition.ts';

/** Where somebody stood when acting, as the phone told it (WGS-84, metres), and when by the phone's clock. */
export interface PositionAnswer {
  lng: number;
  lat: number;
  accuracy?: number;
  at?: string;
}

/** How one unit is rated: a number from 1 to 5 on each scale of the field. */
export interface ScoreAnswer {
  unit: string;
  scores: Record<string, number>;
  words?: string;
}

const id = /^[0-9a-zA-Z_-]{1,64}$/;
const MOST_WORDS = 500;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isNumber = (value: unknown, min: number, max: number): boolean =>
  typeof value === 'number' && Number.isFinite(value) && value >= min && value <= max;
const onlyKeys = (value: Record<string, unknown>, keys: string[]): boolean =>
  Object.keys(value).every((key) => keys.includes(key));

/** Whether it is a position in degrees; accuracy and moment may be missing. */
export function isPosition(value: unknown): value is PositionAnswer {
  if (!isObject(value) || !onlyKeys(value, ['lng', 'lat', 'accuracy', 'at'])) return false;
  const { lng, lat, accuracy, at } = value;
  return (
    isNumber(lng, -180, 180) &&
    isNumber(lat, -90, 90) &&
    (accuracy === undefined || isNumber(accuracy, 0, 1e6)) &&
    (at === undefined || (typeof at === 'string' && at.length <= 40 && !Number.isNaN(Date.parse(at))))
  );
}

/** Whether every unit is rated once, by whole numbers from 1 to 5 on exactly the field's scales (its options). */
export function isScores(field: FormField, value: unknown): value is ScoreAnswer[] {
  if (!Array.isArray(value) || value.length > 30) return false;
  const scales = (field.options ?? []).map((option) => option.value);
  const rated = value.every(
    (each) =>
      isObject(each) &&
      onlyKeys(each, ['unit', 'scores', 'words']) &&
      typeof each.unit === 'string' &&
      id.test(each.unit) &&
      (each.words === undefined || (typeof each.words === 'string' && each.words.length <= MOST_WORDS)) &&
      isObject(each.scores) &&
      onlyKeys(each.scores, scales) &&
      scales.every((scale) => {
        const score = (each.scores as Record<string, unknown>)[scale];
        return Number.isInteger(score) && isNumber(score, 1, 5);
      }),
  );
  return rated && new Set(value.map((each) => (each as ScoreAnswer).unit)).size === value.length;
}
