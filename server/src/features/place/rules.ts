import { maskName, maskPhone } from '../../platform/crypto.ts';
import type { RegistryItem, RegistryItems } from '../dictionary/index.ts';
import type { Value, Values } from '../source/index.ts';

export const subjects = ['organisation', 'facility', 'component', 'vehicle', 'incident'] as const;
export type Subject = (typeof subjects)[number];

/** What the registry and the sources call each. */
export const REGISTRY: Record<Subject, string> = {
  organisation: 'organisation',
  facility: 'place',
  component: 'component',
  vehicle: 'vehicle',
  incident: 'incident',
};
/** What the registry calls what events call so; everything but ours is called the same by both. */
export const registrySubject = (subject: string): string => REGISTRY[subject as Subject] ?? subject;
export const WORDS: Record<Subject, string> = {
  organisation: '单位',
  facility: '场所设施',
  component: '部件',
  vehicle: '车辆',
  incident: '案（事）件',
};
/** Those that stand behind a fence in the database: no word and no point of them is kept outside it. */
export const fenced = (subject: Subject): boolean => subject === 'vehicle' || subject === 'incident';
/** The item that is an identifier of its own, each value once. */
export const CODE_ITEM: Partial<Record<Subject, string>> = {
  organisation: 'credit_code',
  component: 'component_code',
  incident: 'case_code',
};

/** The items a form fills in: where it lies is asked by the map. */
export const fieldsOf = (registry: RegistryItems, subject: Subject): RegistryItem[] =>
  registry.of(REGISTRY[subject]).filter(({ code }) => code !== 'lng' && code !== 'lat');

/** Whether an item says something about a person: then it is sealed and shown masked. */
export const personal = (item: RegistryItem): boolean =>
  item.fence === 'sealed' || item.mask !== undefined || item.type === 'plate';

const NUMBERED = /(?<![0-9])(?:[0-9]{17}[0-9Xx]|1[3-9][0-9]{9})(?![0-9])/;

/** The item of an incident in which an ID number or a mobile phone stands: whose case it is, is not kept. */
export const naming = (subject: Subject, open: Values): string | undefined =>
  subject === 'incident'
    ? Object.keys(open).find((code) => code !== CODE_ITEM.incident && NUMBERED.test(String(open[code] ?? '')))
    : undefined;

/** `鄂A·**123`: where it is registered and the last three stay. */
export const maskPlate = (plate: string): string =>
  `${plate.slice(0, 2)}·${'*'.repeat(Math.max(1, plate.length - 5))}${plate.slice(-3)}`;

const maskMiddle = (text: string): string =>
  text.length > 7
    ? `${text.slice(0, 3)}${'*'.repeat(text.length - 7)}${text.slice(-4)}`
    : '*'.repeat(Math.max(1, text.length));

/** A personal value as it is shown to whoever has not asked for it. */
export function maskValue(item: RegistryItem, value: Value): string {
  const text = String(value ?? '');
  if (item.type === 'plate') return maskPlate(text);
  if (item.mask === 'name') return maskName(text);
  if (item.mask === 'phone') return maskPhone(text);
  return item.mask === 'id' ? maskMiddle(text) : '***';
}

const text = (value: Value | undefined): string | null =>
  value === null || value === undefined || value === '' ? null : String(value);

/** What lists and searches go by, taken from the open values. */
export function columnsOf(subject: Subject, items: Values) {
  return {
    kind: text(items.kind) ?? '',
    name: text(items.name) ?? '',
    code: text(items[CODE_ITEM[subject] ?? '']),
    state: text(items.state),
    address: text(items.address) ?? text(items.parking) ?? '',
    address_code: text(items.address_code),
  };
}

const RADIUS = 6_371_008.8;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Metres between two points on the sphere (haversine). */
export function metres(a: { lng: number; lat: number }, b: { lng: number; lat: number }): number {
  const half = (from: number, to: number) => Math.sin(radians(to - from) / 2) ** 2;
  const bow = half(a.lat, b.lat) + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * half(a.lng, b.lng);
  return Math.round(2 * RADIUS * Math.asin(Math.min(1, Math.sqrt(bow))));
}

/** Running numbers of components: county 6, class 2 + 2, number 6 (CJ/T 214: 16 digits). Null for a class that carries no numbers. */
export function codePrefix(county: string, kind: string): string | null {
  const digits = /(\d{2})-(\d{2})$/.exec(kind);
  return digits && /^\d{6}/.test(county) ? `${county.slice(0, 6)}${digits[1]}${digits[2]}` : null;
}
