import type { FastifyReply, FastifyRequest } from 'fastify';
import { badFields } from '../../platform/errors.ts';
import { type App, SESSION_COOKIE } from '../../platform/http/routes.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { sendCode } from './codes.ts';
import {
  endOwnSession,
  type SignedIn as Signed,
  signInByCode,
  signInByPassword,
  signOut,
} from './commands.session.ts';
import { demoInfo, ownSessions } from './queries.session.ts';
import { AskCode, CodeSent, Demo, Ended, IdParams, Sessions, SignedIn, SignIn } from './schema.ts';
import type { From } from './session.ts';

const tags = ['account'];

function fromOf(request: FastifyRequest): From {
  return { address: request.ip, agent: request.headers['user-agent'] ?? '' };
}

interface Input {
  username?: string;
  password?: string;
  phone?: string;
  code?: string;
}

async function signIn(runtime: Runtime, input: Input, from: From): Promise<Signed> {
  const { username, password, phone, code } = input;
  if (phone !== undefined && code !== undefined)
    return signInByCode(runtime, { phone, code: code.trim() }, from);
  if (username !== undefined && password !== undefined)
    return signInByPassword(runtime, { username, password }, from);
  const [first, second] =
    phone === undefined ? (['username', 'password'] as const) : (['phone', 'code'] as const);
  const titles = { username: '用户名', password: '密码', phone: '手机号码', code: '验证码' };
  const missing = [first, second].filter((path) => input[path] === undefined);
  throw badFields(
    missing.map((path) => ({ path, code: 'required', message: `请填写「${titles[path]}」。` })),
  );
}

function setCookie(runtime: Runtime, reply: FastifyReply, signed: Signed): void {
  reply.setCookie(SESSION_COOKIE, signed.token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: runtime.config.https,
    expires: signed.expires,
  });
}

/** Signing in and out. */
export function sessionRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/session',
    config: { access: 'public' },
    schema: {
      operationId: 'signIn',
      summary: '登录：用户名和密码，或手机号码和验证码',
      tags,
      body: SignIn,
      response: { 200: SignedIn },
    },
    async handler(request, reply) {
      const signed = await signIn(runtime, request.body, fromOf(request));
      // The browser's cookie is about to be overwritten: the session in it would be nobody's.
      if (request.byCookie) await signOut(runtime, request.visitor!, { only: request.visitor!.session });
      setCookie(runtime, reply, signed);
      const { token, expires, account } = signed;
      return { token, expires_at: expires.toISOString(), account };
    },
  });
  app.route({
    method: 'POST',
    url: '/api/session/code',
    config: { access: 'public' },
    schema: {
      operationId: 'sendSignInCode',
      summary: '获取登录验证码',
      tags,
      body: AskCode,
      response: { 200: CodeSent },
    },
    handler: (request) => sendCode(runtime, request.body.phone, request.ip),
  });
  app.route({
    method: 'GET',
    url: '/api/demo',
    config: { access: 'public' },
    schema: { operationId: 'demoInfo', summary: '是否演示城市、演示账号', tags, response: { 200: Demo } },
    handler: () => demoInfo(runtime),
  });
  signOutRoutes(app, runtime);
}

function signOutRoutes(app: App, runtime: Runtime): void {
  app.route({
    method: 'DELETE',
    url: '/api/session',
    config: { access: 'in-person' },
    schema: { operationId: 'signOut', summary: '退出这一次登录', tags, response: { 200: Ended } },
    async handler({ actor }, reply) {
      reply.clearCookie(SESSION_COOKIE, { path: '/' });
      return signOut(runtime, actor, { only: actor.session });
    },
  });
  app.route({
    method: 'DELETE',
    url: '/api/session/all',
    config: { access: 'in-person' },
    schema: { operationId: 'signOutEverywhere', summary: '在所有设备上退出', tags, response: { 200: Ended } },
    async handler({ actor }, reply) {
      reply.clearCookie(SESSION_COOKIE, { path: '/' });
      return signOut(runtime, actor);
    },
  });
  app.route({
    method: 'GET',
    url: '/api/sessions',
    config: { access: 'in-person' },
    schema: { operationId: 'listSessions', summary: '我的登录', tags, response: { 200: Sessions } },
    handler: ({ actor }) => ownSessions(runtime, actor),
  });
  app.route({
    method: 'DELETE',
    url: '/api/sessions/:id',
    config: { access: 'in-person' },
    schema: {
      operationId: 'endSession',
      summary: '结束我的某一处登录',
      tags,
      params: IdParams,
      response: { 200: Ended },
    },
    handler: ({ actor, params }) => endOwnSession(runtime, actor, params.id),
  });
}
