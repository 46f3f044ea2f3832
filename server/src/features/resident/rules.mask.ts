import { maskName, maskPhone } from '../../platform/crypto.ts';
import type { RegistryItem } from '../dictionary/index.ts';
import type { Value } from '../source/index.ts';

/** `4201**********1234`: where it was issued and the last four; the birth date in between is never shown. */
export const maskId = (id: string): string =>
  id.length >= 15 ? `${id.slice(0, 4)}${'*'.repeat(id.length - 8)}${id.slice(-4)}` : `***${id.slice(-2)}`;

const ROAD = /^(.*?(?:社区|村|街道|镇|乡|路|街|巷|大道))/;
/** Up to the road or the community: 某某路***. */
const maskAddress = (address: string): string => `${ROAD.exec(address)?.[1] ?? address.slice(0, 6)}***`;

/** `1949年`: old enough to plan by, too little to know the ID number from. */
export const maskBirth = (birth: string): string => `${birth.slice(0, 4)}-**-**`;

/** `named`: the reader works where the person lives, knows them by name and at which door to knock, and may know how old they are. */
export interface Reading {
  named: boolean;
}

/** Where somebody lives, as a sheet or a form says it: read like the address of the home. */
const HOME_ADDRESS = 'residence_address';

/** The address of a person's home, for every list, form and sheet alike: whole for who knows the person by name, else up to the road. */
export const homeAddress = (address: string, { named }: Reading): string =>
  named ? address : maskAddress(address);

const kindOf = (item: Masked): RegistryItem['mask'] | 'birth' | 'home' => {
  if (item.code === HOME_ADDRESS) return 'home';
  if (item.code === 'birth_date') return 'birth';
  return item.mask ?? (item.fence === 'sealed' ? 'all' : undefined);
};
type Masked = Pick<RegistryItem, 'code' | 'mask' | 'fence'>;

/** True when something of the item is hidden from whoever reads so and has not asked. */
export function isMasked(item: Masked, { named }: Reading): boolean {
  const kind = kindOf(item);
  return kind !== undefined && !(named && (kind === 'name' || kind === 'birth' || kind === 'home'));
}

/**
 * A value as it is shown to whoever has not asked for it whole, by the item's mask. Values of items without a mask are shown as they are; sealed
 * ones without a mask of their own not at all.
 */
export function mask(item: Masked, value: Value, reading: Reading): Value {
  if (value === null || !isMasked(item, reading)) return value;
  const text = String(value);
  switch (kindOf(item)) {
    case 'name':
      return maskName(text);
    case 'phone':
      return maskPhone(text);
    case 'id':
      return maskId(text);
    case 'address':
    case 'home':
      return maskAddress(text);
    case 'birth':
      return maskBirth(text);
    default:
      return '***';
  }
}
