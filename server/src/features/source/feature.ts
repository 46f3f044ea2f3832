import type { Feature } from '../../platform/feature.ts';

/** Who said what of a person, a house, an organisation: the ground under every value of the registry. */
export const source: Feature = {
  name: 'source',
  sealed: [{ table: 'source_statement', key: 'id', columns: ['sealed'] }],
};
