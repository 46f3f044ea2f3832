import type { Static } from 'typebox';
import type { Runtime } from '../../platform/runtime.ts';
import { dictionaries, registryItems } from '../dictionary/index.ts';
import type { PlaceView } from './schema.ts';

/** What a household is asked for on the phone: as little as the registry needs (PIPL art. 6), the rest is asked at the door. */
export const ASKED: readonly { code: string; required?: true }[] = [
  { code: 'name', required: true },
  { code: 'id_number', required: true },
  { code: 'phone' },
  { code: 'kin', required: true },
  { code: 'nation' },
  { code: 'education' },
  { code: 'marital' },
  { code: 'workplace' },
  { code: 'registered_address' },
];

/** Items a resident may ask to be corrected: what is asked for, and how one may be reached. */
export const CORRECTABLE: ReadonlySet<string> = new Set([
  ...ASKED.map(({ code }) => code),
  'other_phone',
  'emergency_name',
  'emergency_phone',
  'former_name',
  'political',
  'occupation',
]);

type Asked = Static<typeof PlaceView>['items'];

/** The questions of the form, with the words to choose from. */
export async function askedItems(runtime: Runtime): Promise<Asked> {
  const [items, words] = [await registryItems(runtime), await dictionaries(runtime)];
  return ASKED.flatMap(({ code, required = false }): Asked => {
    const item = items.find('person', code);
    if (!item) return [];
    const options = item.dictionary
      ? (words.get(item.dictionary)?.items ?? []).filter(({ retired }) => !retired)
      : [];
    return [
      {
        code,
        name: item.name,
        type: item.type,
        required,
        options: options.map((each) => ({ code: each.code, name: each.name })),
      },
    ];
  });
}
