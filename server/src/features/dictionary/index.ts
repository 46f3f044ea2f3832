export { type CheckedValue, type CheckWith, checkValue, type ItemValue } from './check.ts';
export {
  type Checked,
  citizenCheck,
  citizenId,
  creditCheck,
  creditCode,
  organisationCode,
  phone,
  plate,
} from './identifiers.ts';
export { type PackWords, parseWords } from './pack.ts';
export { mayItem } from './policy.ts';
export { bare, itemTypes, type RegistryItem, type RegistryItems, registryOf } from './registry.ts';
export { dictionaries, groupsOn, registryItems, syncWords } from './store.ts';
export { type Dictionaries, type Dictionary, type DictionaryItem, dictionariesOf } from './words.ts';
