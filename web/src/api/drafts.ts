/** What was typed and not sent yet stays on the device under this prefix. It may be personal: signing out removes all of it. */
const PREFIX = 'huying-draft:';

/** Where the draft of a form is kept; of an account's, if it outlives the tab. */
export const draftPlace = (key: string, account?: string): string =>
  account ? `${PREFIX}${key}@${account}` : PREFIX + key;

const placesOf = (storage: Storage): string[] =>
  Object.keys(storage).filter((place) => place.startsWith(PREFIX));

/** Removes every draft of this device; with an account, only what others left in the store that outlives tabs. */
export function forgetDrafts(but?: string): void {
  const others = placesOf(localStorage).filter((place) => !but || !place.endsWith(`@${but}`));
  for (const place of others) localStorage.removeItem(place);
  if (!but) for (const place of placesOf(sessionStorage)) sessionStorage.removeItem(place);
}
