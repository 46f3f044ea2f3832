import type { Answer, Body, Call, Stage } from './neighbour.city.ts';

/** A route that names a row: whoever it belongs to succeeds, to everybody else there is no such row. */
interface RowCase {
  kind: 'row';
  owners: string[];
  neighbours: string[];
  /** What the neighbours get: 404, or 403 where the row is an office's and the door is closed to them. */
  refused?: 403;
  make(stage: Stage): Promise<Call>;
}
/** A route that lists: the owner's answer shows the row, the neighbour's does not. */
interface ListCase {
  kind: 'list';
  owners: string[];
  neighbours: string[];
  make(stage: Stage): Promise<{ call: Call; shows(body: Body, answer: Answer): boolean }>;
}
/** A route that counts: one more for the owner, as many as before for the neighbour. */
interface CountCase {
  kind: 'count';
  owners: string[];
  neighbours: string[];
  call(stage: Stage): Call;
  count(body: Body): number;
  more(stage: Stage): Promise<unknown>;
}
/** A route that is about whoever calls it: what the neighbour does or sees has nothing to do with the owner. */
interface OwnCase {
  kind: 'own';
  prove(stage: Stage): Promise<void>;
}
/** A route without rows of anybody. */
interface NobodyCase {
  kind: 'nobody';
  why: string;
}
export type Case = RowCase | ListCase | CountCase | OwnCase | NobodyCase;
/** By route, `METHOD /url`. */
export type Cases = Record<string, Case[]>;

export const row = (owners: string[], neighbours: string[], make: RowCase['make']): Case => ({
  kind: 'row',
  owners,
  neighbours,
  make,
});
export const list = (owners: string[], neighbours: string[], make: ListCase['make']): Case => ({
  kind: 'list',
  owners,
  neighbours,
  make,
});
export const own = (prove: OwnCase['prove']): Case[] => [{ kind: 'own', prove }];
export const nobody = (why: string): Case[] => [{ kind: 'nobody', why }];
/** Rows of an office that acts for the whole city: whoever does not hold it is stopped at the door. */
export const office = (holder: string, make: RowCase['make'], outside = ['grid1', 'citizen']): Case[] => [
  { kind: 'row', owners: [holder], neighbours: outside, refused: 403, make },
];
export const showsId =
  (id: string) =>
  (body: Body): boolean =>
    JSON.stringify(body).includes(id);

let made = 0;
/** Numbers that no other row of the test has. */
export const number = (): number => {
  made += 1;
  return made;
};
export const fresh = (prefix: string): string => `${prefix}-${number()}`;

/** A call on something made for it. */
export const on =
  (
    make: (stage: Stage) => Promise<Body>,
    method: Call['method'],
    url: (row: Body) => string,
    payload?: (row: Body, stage: Stage) => object,
  ) =>
  async (stage: Stage): Promise<Call> => {
    const found = await make(stage);
    return { method, url: url(found), payload: payload?.(found, stage) };
  };
export const always = (call: Call) => async (): Promise<Call> => call;
export const atVersion = ({ version }: Body) => ({ version });
