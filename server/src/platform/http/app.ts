import cookie from '@fastify/cookie';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import Fastify, { LogController } from 'fastify';
import helmet from 'helmet';
import { Refusal } from '../errors.ts';
import { FILE_LIMIT } from '../files/upload.ts';
import { uuidv7 } from '../ids.ts';
import type { Runtime } from '../runtime.ts';
import { limitCrowd } from './crowd.ts';
import { fileRoutes } from './files.ts';
import { jobRoutes } from './jobs.ts';
import { liveRoutes } from './live.ts';
import { describeApi } from './openapi.ts';
import { answerProblem, answerUnreadable } from './problem.ts';
import { type App, type Authenticate, guardRoutes, listRoutes, refuseUndeclared } from './routes.ts';
import { systemRoutes } from './system.ts';
import { readText } from './text.ts';
import { compileValidator } from './validation.ts';

/** The largest JSON body; files go through multipart with their own limit. */
const BODY_LIMIT = 1024 * 1024;

const CONTENT_SECURITY = {
  directives: {
    defaultSrc: ["'self'"],
    scriptSrc: ["'self'"],
    // Ant Design writes its styles at run time.
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:', 'blob:'],
    workerSrc: ["'self'", 'blob:'],
    connectSrc: ["'self'"],
    objectSrc: ["'none'"],
    frameAncestors: ["'self'"],
    upgradeInsecureRequests: null,
  },
};

export interface HttpParts {
  runtime: Runtime;
  authenticate: Authenticate;
  /** The features' routes, in their order. */
  routes: ((app: App, runtime: Runtime) => void)[];
}

/** Builds the web application without listening: `inject` needs no port. */
export async function createHttp({ runtime, authenticate, routes }: HttpParts): Promise<App> {
  const app: App = Fastify({
    loggerInstance: runtime.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    trustProxy: 'loopback',
    genReqId: () => uuidv7(runtime.clock.now()),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
    forceCloseConnections: true,
    // Faults before any route is found (an address that is no text) are answered like all others.
    frameworkErrors: answerProblem,
    clientErrorHandler: answerUnreadable,
  });
  app.setValidatorCompiler(compileValidator);
  app.setErrorHandler(answerProblem);
  app.setNotFoundHandler(() => {
    throw new Refusal(404, 'no_such_address', '没有这个地址，请检查网址或回到首页。');
  });
  readText(app);
  await app.register(cookie);
  // Once for all requests: its plugin for this framework builds the policy anew for each.
  const secure = helmet({
    contentSecurityPolicy: CONTENT_SECURITY,
    strictTransportSecurity: runtime.config.https,
  });
  app.addHook('onRequest', ({ raw }, reply, done) => secure(raw, reply.raw, (error) => done(error as Error)));
  await app.register(rateLimit, { global: false, max: 60, timeWindow: 60_000 });
  await app.register(multipart, {
    limits: { fileSize: FILE_LIMIT, files: 1, fields: 10, fieldSize: 10_000 },
  });
  await describeApi(app);
  listRoutes(app);
  limitCrowd(app);
  guardRoutes(app, authenticate);
  await app.register(async (scope) => {
    // Here and not above: web pages, which are files for everyone, are registered beside this.
    scope.addHook('onRoute', refuseUndeclared);
    for (const add of [systemRoutes, liveRoutes, fileRoutes, jobRoutes, ...routes])
      add(scope as App, runtime);
  });
  return app;
}
