import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import type { Browser, BrowserContext } from 'playwright-core';
import { readConfig } from '../../server/src/config.ts';
import { bearer, tokenFor } from '../../server/src/features/account/sample.ts';
import { createProgram, type Program } from '../../server/src/program.ts';
import { buildWeb, WEB_DIST } from '../../server/src/web-build.ts';
import { accountId, demoTemplate } from '../../server/test/demo.ts';
import { cloneDatabase, TEST_KEY } from '../../server/test/harness.ts';
import { launch } from './browser.ts';

type Json = Record<string, unknown>;

/** Somebody who uses the interface without a screen. */
export interface Caller {
  get<T = Json>(path: string): Promise<T>;
  post<T = Json>(path: string, body?: Json): Promise<T>;
  /** The status and the answer, also of a refusal. */
  ask(method: string, path: string, body?: Json): Promise<{ status: number; body: Json }>;
  /** Performs an action on a matter in the version it has now. */
  act(matter: string, action: string, form?: Json): Promise<Json>;
}

/** The whole program on its own copy of the demo city, answering on a free port of the loopback. */
export interface Real {
  url: string;
  program: Program;
  /** A demo account (`community1`, `grid1`, `citizen`, …) by the interface. */
  as(username: string): Promise<Caller>;
  /** Signs a browser in as a demo account, without the time a password takes. */
  enter(context: BrowserContext, username: string): Promise<void>;
  /** Stops it and drops its database: call it from `after` of the test file. */
  close(): Promise<void>;
}

async function token(program: Program, username: string): Promise<string> {
  const kind = username.startsWith('citizen') ? 'resident' : 'staff';
  return tokenFor(program.runtime, await accountId(program, username), kind);
}

function callerOf(url: string, headers: Record<string, string>): Caller {
  const ask: Caller['ask'] = async (method, path, body) => {
    const answer = await fetch(url + path, {
      method,
      headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : {} };
  };
  const must = async <T>(method: string, path: string, body?: Json): Promise<T> => {
    const answer = await ask(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer.body as T;
  };
  return {
    ask,
    get: (path) => must('GET', path),
    post: (path, body = {}) => must('POST', path, body),
    async act(matter, action, form = {}) {
      const { version } = await must<{ version: number }>('GET', `/api/matters/${matter}`);
      return must('POST', `/api/matters/${matter}/actions/${action}`, { version, ...form });
    },
  };
}

/**
 * Starts it with the built pages (built anew when older than their sources, unless HUYING_TEST_PAGES names a folder with
 * them). The clock is the real one.
 */
export async function startReal(): Promise<Real> {
  const pages = process.env.HUYING_TEST_PAGES ?? WEB_DIST;
  const [template] = await Promise.all([demoTemplate(), pages === WEB_DIST && buildWeb(() => {})]);
  const { ownerUrl, drop } = await cloneDatabase(template);
  const dataDir = await mkdtemp(join(tmpdir(), 'huying-e2e-'));
  const config = readConfig({
    HUYING_DATA: dataDir,
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'error',
    DATABASE_POOL: '4',
    HUYING_KEY: TEST_KEY,
  });
  const program = await createProgram(config, ownerUrl, { pages });
  await program.start();
  await program.http.listen({ port: 0, host: '127.0.0.1' });
  const url = `http://127.0.0.1:${(program.http.server.address() as AddressInfo).port}`;
  return {
    url,
    program,
    as: async (username) => callerOf(url, bearer(await token(program, username))),
    async enter(context, username) {
      const value = await token(program, username);
      await context.addCookies([{ name: 'huying_session', value, url, httpOnly: true, sameSite: 'Lax' }]);
    },
    async close() {
      await program.stop();
      await drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A browser and the whole program for the tests of a file: started before the first, ended after the last. */
export async function realBrowser(): Promise<{ browser: Browser; real: Real }> {
  const [started, launched] = await Promise.allSettled([startReal(), launch()]);
  after(async () => {
    if (launched.status === 'fulfilled') await launched.value.close();
    if (started.status === 'fulfilled') await started.value.close();
  });
  if (started.status === 'rejected') throw started.reason;
  if (launched.status === 'rejected') throw launched.reason;
  return { browser: launched.value, real: started.value };
}
