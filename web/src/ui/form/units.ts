import { ApiError, api } from '../../api/client.ts';
import type { Page, Unit } from '../../api/types.ts';
import type { Option } from './fields.ts';

const place = 'huying-units';
const FRESH = 24 * 3_600_000;
const SHOWN = 30;

interface Kept {
  at: number;
  units: Option[];
}

function kept(): Kept | undefined {
  try {
    return JSON.parse(localStorage.getItem(place) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}

const optionOf = ({ id, name }: Unit): Option => ({ value: id, label: name });

/** Units by a part of their name; without signal those that this device keeps. */
export async function findUnits(q: string, signal: AbortSignal): Promise<Option[]> {
  try {
    const { items } = await api.get<Page<Unit>>('/api/units', { q, limit: SHOWN }, { signal });
    return items.map(optionOf);
  } catch (error) {
    const units = error instanceof ApiError && error.passing ? kept()?.units : undefined;
    if (!units) throw error;
    return units.filter(({ label }) => label.includes(q)).slice(0, SHOWN);
  }
}

let keeping = false;

/** Lets this device know the city's units, for choosing one without signal; asked at most once a day. What fails is asked another time. */
export async function keepUnits(): Promise<void> {
  if (keeping || Date.now() - (kept()?.at ?? 0) < FRESH) return;
  keeping = true;
  try {
    const units: Option[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Page<Unit> = await api.get<Page<Unit>>(
        '/api/units',
        { cursor, limit: 200 },
        { quiet: true },
      );
      units.push(...page.items.map(optionOf));
      cursor = page.next;
    }
    localStorage.setItem(place, JSON.stringify({ at: Date.now(), units } satisfies Kept));
  } catch {
    // No signal, or no room: the next matter that is opened asks again.
  } finally {
    keeping = false;
  }
}
