/** What was typed and not sent yet stays on the device under this prefix. It may be personal: signing out removes all of it. */
const PREFIX = 'huying-draft:';

/** Where what an account typed is kept: another account in the same tab finds another place. */
export const draftPlace = (key: string, account: string): string => `${PREFIX}${key}@${account}`;

const placesOf = (storage: Storage): string[] =>
  Object.keys(storage).filter((place) => place.startsWith(PREFIX));

/** Removes every draft of this device and this tab; with an account, only those of others. */
export function forgetDrafts(but?: string): void {
  for (const storage of [localStorage, sessionStorage]) {
    const others = placesOf(storage).filter((place) => !but || !place.endsWith(`@${but}`));
    for (const place of others) storage.removeItem(place);
  }
}

/** Removes what an account typed in this tab under keys that begin so. */
export function dropDrafts(start: string, account: string): void {
  const places = placesOf(sessionStorage).filter((place) => place.startsWith(PREFIX + start));
  for (const place of places) if (place.endsWith(`@${account}`)) sessionStorage.removeItem(place);
}
