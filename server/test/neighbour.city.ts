import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { bearer, tokenFor } from '../src/features/account/sample.ts';
import { multipart, samplePhoto } from '../src/platform/files/sample.ts';
import { accountId, demoTemplate } from './demo.ts';
import { type TestProgram, testProgram } from './harness.ts';

// biome-ignore lint/suspicious/noExplicitAny: whatever was answered; the case says what it looks at.
export type Body = any;
export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  payload?: object | Buffer;
  headers?: Record<string, string>;
}
export interface Answer {
  status: number;
  body: Body;
  text: string;
}

/** Somebody else with the same role, one house further: by role and unit, since the names of the demo's staff are made up. */
const OTHERS: Record<string, [role: string, unit: string]> = {
  communityB: ['community_staff', 'community-centre-429998001002'],
  communityFar: ['community_staff', 'community-centre-429999001001'],
  streetB: ['street_staff', 'street-centre-429998002'],
  districtB: ['district_staff', 'district-command-429999'],
  deptOfB: ['department_lead', 'district-urban-management-429999'],
  propertyB: ['property_staff', 'property-2-429998001004'],
  hotlineB: ['hotline_agent', 'hotline-centre'],
  keeperB: ['keeper_incident', 'street-centre-429998002'],
};

/** Everybody to whom the matter of `Stage.matter` belongs, and who holds the right to read matters but not this one. */
export const OWNERS = 'citizen grid1 community1 street1 district1 city1 dept-urban hotline'.split(' ');
export const NEIGHBOURS =
  'citizen2 grid2 communityB communityFar streetB districtB dept-water deptOfB property1 propertyB'.split(
    ' ',
  );
/** The same among staff who may ask the route at all. */
export const staffOf = (people: string[]) => people.filter((name) => !name.startsWith('citizen'));
export const only = (people: string[], names: string) =>
  people.filter((name) => names.split(' ').some((start) => name.startsWith(start)));

/** The number of `citizen`. */
export const PHONE = '19900000002';

/** The stage of the neighbour proof: the demo city with a voice for everybody and a matter that is somebody's. */
export class Stage {
  readonly program: TestProgram;
  readonly #headers = new Map<string, Promise<Record<string, string>>>();
  #matter: Promise<Body> | undefined;
  grid!: Body;
  point!: { lng: number; lat: number };
  category!: string;

  constructor(program: TestProgram) {
    this.program = program;
  }

  async idOf(name: string): Promise<string> {
    const other = OTHERS[name];
    if (!other) return accountId(this.program, name);
    const { rows } = await sql<{ id: string }>`
      select a.id from account a join account_relation r on r.account_id = a.id join account_unit u on u.id = r.unit_id
      where r.role_code = ${other[0]} and u.code = ${other[1]} and a.demo_order = 0 order by a.username limit 1`.execute(
      this.program.runtime.db,
    );
    if (!rows[0]) throw new Error(`the demo city has nobody for ${name}`);
    return rows[0].id;
  }

  /** A session of its own. */
  async session(name: string): Promise<Record<string, string>> {
    const kind = name.startsWith('citizen') ? 'resident' : 'staff';
    return bearer(await tokenFor(this.program.runtime, await this.idOf(name), kind));
  }

  headersOf(name: string): Promise<Record<string, string>> {
    const known = this.#headers.get(name) ?? this.session(name);
    this.#headers.set(name, known);
    return known;
  }

  /** Forgets sessions that a case has ended. */
  forget(...names: string[]): void {
    for (const name of names) this.#headers.delete(name);
  }

  async ask(name: string | null, call: Call, own?: Record<string, string>): Promise<Answer> {
    const headers = { ...(name ? await this.headersOf(name) : {}), ...own, ...call.headers };
    const { method = 'GET', url, payload } = call;
    const answer = await this.program.http.inject({ method, url, payload, headers });
    const json = String(answer.headers['content-type']).includes('json');
    return { status: answer.statusCode, text: answer.body, body: json ? answer.json() : null };
  }

  /** The body of a call that must succeed: how a case makes what it is about. */
  async done(name: string, call: Call): Promise<Body> {
    const { status, body, text } = await this.ask(name, call);
    if (status >= 300) throw new Error(`${name} ${call.method ?? 'GET'} ${call.url}: ${status} ${text}`);
    return body;
  }

  post(name: string, url: string, payload?: object): Promise<Body> {
    return this.done(name, { method: 'POST', url, payload });
  }

  async photo(name: string, called?: string): Promise<string> {
    const { payload, headers } = multipart(await samplePhoto(), called);
    return (await this.done(name, { method: 'POST', url: '/api/files', payload, headers })).id;
  }

  /** A call of `citizen` in the grid of `grid1`, with a photo, as it was just taken. */
  async report(more: object = {}, who = 'citizen'): Promise<Body> {
    const files = [await this.photo(who)];
    const call = { type: 'city-event', text: '路口井盖破损，夜间行人危险', category: this.category };
    return this.post(who, '/api/matters', {
      client_id: randomUUID(),
      ...call,
      point: this.point,
      files,
      contact: { name: '林小溪', phone: PHONE },
      ...more,
    });
  }

  async act(name: string, id: string, action: string, form: object = {}): Promise<Body> {
    const { version } = await this.done(name, { url: `/api/matters/${id}` });
    return this.post(name, `/api/matters/${id}/actions/${action}`, { version, ...form });
  }

  async unitOf(name: string): Promise<string> {
    return (await this.done(name, { url: '/api/me' })).units[0].id;
  }

  /** A matter that the district's urban management is handling. */
  async dispatched(more: object = {}, who = 'citizen'): Promise<Body> {
    const { id } = await this.report(more, who);
    const units = [{ unit: await this.unitOf('dept-urban'), role: 'main' }];
    await this.act('community1', id, 'dispatch', { units, opinion: '请派人处置' });
    return this.done('community1', { url: `/api/matters/${id}` });
  }

  /** The one matter that most cases look at. */
  async matter(): Promise<Body> {
    this.#matter ??= this.dispatched();
    const matter = await this.#matter;
    await this.program.settle();
    return matter;
  }

  async version(id: string): Promise<number> {
    return (await this.done('city1', { url: `/api/matters/${id}` })).version;
  }

  /** An export that another program is making: put there by hand, for this one makes them at once. Leases run by the database's clock. */
  async waitingJob(name: string): Promise<string> {
    const id = randomUUID();
    const now = this.program.clock.now();
    await sql`insert into job (id, kind, state, account_id, input, progress, created_at, updated_at, lease_until)
      values (${id}::uuid, 'matter.export', 'running', ${await this.idOf(name)}::uuid, '{}'::jsonb, '{}'::jsonb,
        ${now}::timestamptz, ${now}::timestamptz, now() + interval '1 hour')`.execute(
      this.program.runtime.db,
    );
    return id;
  }

  /** Waits for a job to end. */
  async job(name: string, id: string): Promise<Body> {
    for (let i = 0; i < 400; i++) {
      const job = await this.done(name, { url: `/api/jobs/${id}` });
      if (!['waiting', 'running'].includes(job.state)) return job;
      await new Promise((later) => setTimeout(later, 50));
    }
    throw new Error('the job did not end');
  }
}

export async function openStage(): Promise<Stage> {
  const stage = new Stage(await testProgram(await demoTemplate()));
  await stage.program.start();
  const [grid] = (await stage.done('grid1', { url: '/api/me' })).areas;
  stage.grid = await stage.done('grid1', { url: `/api/areas/${grid.id}` });
  stage.point = stage.grid.center;
  const { items } = await stage.done('citizen', { url: '/api/catalog/categories?type=city-event' });
  stage.category = items[0].code;
  return stage;
}
