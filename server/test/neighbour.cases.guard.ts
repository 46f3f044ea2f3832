import { always, type Cases, office } from './neighbour.cases.ts';

/** Whoever does not guard: the two other administrators as much as everybody else. */
const OUTSIDE = ['grid1', 'community1', 'citizen', 'admin', 'auditor'];

// Keys are the whole program's, and no answer holds one.
export const guardCases: Cases = {
  'GET /api/keys': office('security', always({ url: '/api/keys' }), OUTSIDE),
  'POST /api/keys/rotate': office(
    'security',
    async (stage) => {
      const { items } = await stage.done('security', { url: '/api/keys' });
      return {
        method: 'POST',
        url: '/api/keys/rotate',
        payload: { number: items[0].number, reason: '试换' },
      };
    },
    OUTSIDE,
  ),
};
