import { randomUUID } from 'node:crypto';
import type { App } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { bearer, tokenFor } from '../account/sample.ts';
import { smallCity } from './sample.ts';

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever was answered; the test says what it must be.
  body: any;
}
export type Ask = (method: 'GET' | 'POST', url: string, payload?: object) => Promise<Answer>;

/** The program under test, with a clock that can be moved. */
interface Testable {
  runtime: Runtime;
  http: App;
  clock: { advance(ms: number): void };
}

export const WEST = { lng: 114.405, lat: 30.405 };
export const EAST = { lng: 114.415, lat: 30.405 };

function askWith({ http, clock }: Testable, headers: Record<string, string>): Ask {
  return async (method, url, payload) => {
    clock.advance(1000);
    const answer = await http.inject({ method, url, payload, headers });
    return { status: answer.statusCode, body: answer.json() };
  };
}

const RESIDENTS = ['caller', 'neighbour'];

/** The small city's program, with a voice for each of its people and for somebody not signed in. */
export async function askingCity<P extends Testable>(program: P) {
  const people = await smallCity(program.runtime);
  const voices = {} as Record<keyof typeof people, Ask>;
  /** Somebody's voice, by a new session: those of years ago have ended. */
  async function again(name: keyof typeof people): Promise<Ask> {
    const kind = RESIDENTS.includes(name) ? 'resident' : 'staff';
    return askWith(program, bearer(await tokenFor(program.runtime, people[name], kind)));
  }
  for (const name of Object.keys(people) as (keyof typeof people)[]) voices[name] = await again(name);
  const stranger = askWith(program, {});

  /** Reports something as somebody; returns the created matter. */
  async function report(who: Ask, more: object = {}) {
    const payload = {
      client_id: randomUUID(),
      type: 'city-event',
      text: '路口的井盖没了，晚上很危险',
      point: WEST,
      ...more,
    };
    const { status, body } = await who('POST', '/api/matters', payload);
    if (status !== 201) throw new Error(`a report was refused: ${JSON.stringify(body)}`);
    return body;
  }

  /** Performs an action with the present version. */
  async function perform(who: Ask, id: string, action: string, form: object = {}) {
    const { body } = await who('GET', `/api/matters/${id}`);
    return who('POST', `/api/matters/${id}/actions/${action}`, { version: body.version, ...form });
  }

  async function unitOf(code: string): Promise<string> {
    const units = program.runtime.db.selectFrom('account_unit').select('id');
    return (await units.where('code', '=', code).executeTakeFirstOrThrow()).id;
  }

  /** The voice of somebody whom a test has added. */
  const voiceOf = async (account: string): Promise<Ask> =>
    askWith(program, bearer(await tokenFor(program.runtime, account, 'staff')));

  return { program, people, voiceOf, ...voices, stranger, report, perform, unitOf, again };
}
