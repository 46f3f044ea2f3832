import { randomUUID } from 'node:crypto';
import { type Case, type Cases, list, row, showsId } from './neighbour.cases.ts';
import { type Body, type Call, NEIGHBOURS as OUTSIDE, only, type Stage, staffOf } from './neighbour.city.ts';

export const OWNERS = ['grid1', 'community1', 'street1', 'district1', 'city1'];
/** Staff elsewhere with the same rights, and departments that gave nothing. */
export const NEIGHBOURS = only(staffOf(OUTSIDE), 'grid2 community street district dept');
export const GIVERS = only(NEIGHBOURS, 'community street district dept');
export const WORKERS = only(NEIGHBOURS, 'grid2 community');

export const communityOf = (stage: Stage): string => stage.grid.ancestors.at(-1).id;
const planned = (stage: Stage) => ({ areas: [communityOf(stage)], limit: '5wd' });
const task = (stage: Stage) => ({
  client_id: randomUUID(),
  line: 'civil',
  title: '高龄老人走访',
  instructions: '上门看望辖区高龄老人。',
  ...planned(stage),
  fields: [{ name: 'homes', kind: 'number', label: '走访户数', required: true }],
});
const given = async (stage: Stage): Promise<string> =>
  (await stage.post('community1', '/api/duties', task(stage))).id;
async function piece(stage: Stage): Promise<{ id: string; piece: string }> {
  const id = await given(stage);
  const { items } = await stage.done('grid1', { url: '/api/duty-pieces?limit=200' });
  return { id, piece: items.find((each: Body) => each.duty === id).id };
}
const answered = () => ({ client_id: randomUUID(), answers: { homes: 3 } });
async function done(stage: Stage): Promise<{ id: string; piece: string }> {
  const made = await piece(stage);
  await stage.post('grid1', `/api/duty-pieces/${made.piece}/answer`, answered());
  return made;
}
const reading = (after: string, method: Call['method'] = 'GET'): Case =>
  row(OWNERS, NEIGHBOURS, async (stage) => ({
    method,
    url: `/api/duties/${(await done(stage)).id}${after}`,
  }));

/** Asked about a place that is not one's own: refused at its field, which says nothing of the place. */
export const elsewhere = (
  url: string,
  body: (stage: Stage) => object,
  others: string[],
  method: Call['method'] = 'POST',
): Case => ({
  kind: 'own',
  async prove(stage) {
    const call = (payload: object): Call => ({ method, url, payload });
    await stage.done('community1', call(body(stage)));
    for (const name of others) {
      const { status } = await stage.ask(name, call(body(stage)));
      if (status !== 422) throw new Error(`${url} answers ${name} with ${status}`);
    }
  },
});

export const dutyCases: Cases = {
  'GET /api/duties': [
    list(OWNERS, NEIGHBOURS, async (stage) => {
      const id = await given(stage);
      return { call: { url: '/api/duties?limit=200' }, shows: showsId(id) };
    }),
  ],
  'POST /api/duties': [elsewhere('/api/duties', task, only(GIVERS, 'community street district'))],
  'POST /api/duties/preview': [
    elsewhere('/api/duties/preview', planned, only(GIVERS, 'community street district')),
  ],
  'GET /api/duties/:id': [reading('')],
  'GET /api/duties/:id/progress': [reading('/progress')],
  'GET /api/duties/:id/pieces': [reading('/pieces')],
  'POST /api/duties/:id/export': [reading('/export', 'POST')],
  'POST /api/duties/:id/urge': [
    row(['community1'], GIVERS, async (stage) => ({
      method: 'POST',
      url: `/api/duties/${await given(stage)}/urge`,
      payload: {},
    })),
  ],
  'POST /api/duties/:id/close': [
    row(['community1'], GIVERS, async (stage) => ({
      method: 'POST',
      url: `/api/duties/${await given(stage)}/close`,
      payload: { version: 1 },
    })),
  ],
  'GET /api/duty-pieces': [
    list(['grid1', 'community1'], WORKERS, async (stage) => {
      const { piece: id } = await piece(stage);
      return { call: { url: '/api/duty-pieces?limit=200' }, shows: showsId(id) };
    }),
  ],
  'GET /api/duty-pieces/:id': [
    row(OWNERS, NEIGHBOURS, async (stage) => ({ url: `/api/duty-pieces/${(await done(stage)).piece}` })),
  ],
  'POST /api/duty-pieces/:id/answer': [
    row(['grid1'], WORKERS, async (stage) => ({
      method: 'POST',
      url: `/api/duty-pieces/${(await piece(stage)).piece}/answer`,
      payload: answered(),
    })),
  ],
  'POST /api/duty-pieces/:id/return': [
    row(['community1'], GIVERS, async (stage) => ({
      method: 'POST',
      url: `/api/duty-pieces/${(await done(stage)).piece}/return`,
      payload: { version: 2, reason: '请补充住址' },
    })),
  ],
};
