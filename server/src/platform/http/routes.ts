import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type {
  FastifyBaseLogger,
  FastifyContextConfig,
  FastifyInstance,
  RawServerDefault,
  RouteOptions,
} from 'fastify';
import { type Access, type Actor, admits, refsOf } from '../access.ts';
import { notAllowed, notSignedIn, Refusal } from '../errors.ts';

/** The web application, with types read from the schemas of the routes. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may ever call this. */
    access?: Access;
    /** Also for whoever still has a one-time password; `public` and `in-person` routes always are. */
    oneTime?: true;
    /** Not part of the described interface (static pages, documentation). */
    internal?: boolean;
  }
  interface FastifyInstance {
    /** Every route there is, in the order it was added. */
    routeList: DeclaredRoute[];
  }
  interface FastifyRequest {
    /** Who is asking; null when nobody is signed in. */
    visitor: Actor | null;
    /** Who is asking, on a route that only signed-in people reach. */
    readonly actor: Actor;
    /** True when the session came in a cookie, which a foreign page could have made the browser send. */
    byCookie: boolean;
    /** For an answer that goes on for hours: whether the session still lasts and reaches what it reached at the door. */
    stillTheSame(): Promise<boolean>;
  }
}

/** A route and who may ever call it. */
export interface DeclaredRoute {
  method: string;
  url: string;
  access: Access;
}

/** How a token came. */
export interface Bearing {
  address: string;
  /** In a cookie, which browsers send by themselves. */
  byCookie: boolean;
}

/** Who a token belongs to: given by the feature that knows accounts. Null when to nobody; throws a refusal when it can say why. */
export type Authenticate = (token: string, bearing: Bearing) => Promise<Actor | null>;

export const SESSION_COOKIE = 'huying_session';

/** Stops the start when a route says not who may call it, what it is called, or what it answers. */
export function refuseUndeclared(route: RouteOptions): void {
  if (route.method === 'HEAD' || route.method === 'OPTIONS') return;
  const name = `${route.method} ${route.url}`;
  if (route.config?.access === undefined)
    throw new Error(`${name} does not say who may call it (config.access)`);
  if (route.config.internal) return;
  const schema = route.schema as { operationId?: string; response?: unknown } | undefined;
  if (!schema?.operationId) throw new Error(`${name} has no operationId`);
  if (!schema.response) throw new Error(`${name} does not describe its response`);
}

/** Keeps the list of all routes, so that a test can ask each of them as everybody. */
export function listRoutes(app: App): void {
  const list: DeclaredRoute[] = [];
  app.decorate('routeList', list);
  app.addHook('onRoute', ({ method, url, config }) => {
    if (method === 'HEAD' || method === 'OPTIONS' || config?.access === undefined) return;
    for (const each of [method].flat()) list.push({ method: each, url, access: config.access });
  });
}

interface Signed {
  ip: string;
  headers: { authorization?: string };
  cookies: Record<string, string | undefined>;
}

function tokenOf(request: Signed) {
  const bearer = /^Bearer ([\w-]{20,200})$/.exec(request.headers.authorization ?? '')?.[1];
  return bearer
    ? { token: bearer, byCookie: false }
    : { token: request.cookies[SESSION_COOKIE], byCookie: true };
}

interface Seen {
  visitor: Actor | null;
  byCookie: boolean;
  /** Why the token was not taken, where that was said. */
  refusal?: Refusal;
}

async function see(request: Signed, authenticate: Authenticate): Promise<Seen> {
  const { token, byCookie } = tokenOf(request);
  try {
    const visitor = token ? await authenticate(token, { address: request.ip, byCookie }) : null;
    return { visitor, byCookie: byCookie && visitor !== null };
  } catch (error) {
    if (error instanceof Refusal) return { visitor: null, byCookie: false, refusal: error };
    throw error;
  }
}

const changeFirst = () =>
  new Refusal(403, 'must_change_password', '这是一次性密码：请先登录工作台改成自己的密码，再办理业务。');

/** Whether a route is open to whoever must change their password first: what is anybody's, and what they need to do so. */
const openToOneTime = ({ access, oneTime }: FastifyContextConfig): boolean =>
  oneTime === true || access === 'public' || access === 'in-person';

const notInPerson = () => notAllowed('这个操作须本人登录后办理，接口凭证不能使用。');

/** Puts the visitor on each request and stops at the door whoever may never call the route. */
export function guardRoutes(app: App, authenticate: Authenticate): void {
  app.decorateRequest('visitor', null);
  app.decorateRequest('byCookie', false);
  app.decorateRequest('actor', {
    getter() {
      if (!this.visitor) throw notSignedIn();
      return this.visitor;
    },
  });
  app.decorateRequest('stillTheSame', async function stillTheSame() {
    const { visitor } = await see(this, authenticate);
    return visitor !== null && String(refsOf(visitor).sort()) === String(refsOf(this.actor).sort());
  });
  app.addHook('onRequest', async (request) => {
    const access = request.routeOptions.config.access;
    if (access === undefined) return;
    const { visitor, byCookie, refusal } = await see(request, authenticate);
    request.visitor = visitor;
    request.byCookie = byCookie;
    if (visitor?.oneTime && !openToOneTime(request.routeOptions.config)) throw changeFirst();
    if (admits(access, visitor)) return refuseForeignPage(request);
    if (!visitor) throw refusal ?? notSignedIn();
    throw access === 'in-person' ? notInPerson() : notAllowed();
  });
}

/** A cookie is sent by the browser on anybody's behalf; the header below only by pages of ours. */
function refuseForeignPage(request: {
  byCookie: boolean;
  method: string;
  headers: Record<string, unknown>;
}): void {
  const harmless = request.method === 'GET' || request.method === 'HEAD';
  if (!request.byCookie || harmless || request.headers['x-huying'] !== undefined) return;
  throw new Refusal(
    403,
    'foreign_page',
    '请求不是从本系统的页面发出的，已拒绝。程序调用请使用 Bearer 令牌。',
  );
}
