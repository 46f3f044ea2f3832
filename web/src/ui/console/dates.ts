import dayjs, { type Dayjs } from 'dayjs';

type Picked = Dayjs | null | undefined;

/*
 * For a form's item around a picker of dates: the form holds text, which a draft keeps and the server takes; only the picker sees its
 * own kind.
 */
const picked = (value?: string) => ({ value: value ? dayjs(value) : null });
const dayOf = (value: Dayjs): string => value.format('YYYY-MM-DD');

/** A day: 2026-11-22. */
export const dayProps = {
  getValueProps: picked,
  normalize: (value: Picked) => value && dayOf(value),
};

/** A moment, in ISO 8601. */
export const momentProps = {
  getValueProps: picked,
  normalize: (value: Picked) => value?.toISOString(),
};

/** From one day to another. */
export const spanProps = {
  getValueProps: (value?: [string, string]) => ({ value: value?.map((day) => dayjs(day)) ?? null }),
  normalize: (value?: [Dayjs, Dayjs] | null) => value?.map(dayOf),
};
