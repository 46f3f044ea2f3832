import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { accounts, detail, maps, matters, permissions, step } from './canned.data.ts';

/**
 * Serves the built bundle as the server does, with a strict CSP and canned answers: only for the smoke test of the shells.
 * Journeys run against the real server.
 */
const dist = new URL('../dist/', import.meta.url);
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};
export const policy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'";

export interface Canned {
  url: string;
  /** What was posted, by path. */
  posted: { path: string; body: string; headers: IncomingMessage['headers'] }[];
  /** Who is signed in now; undefined is a guest. */
  user: 'staff' | 'resident' | undefined;
  /** Sends one live message to everybody connected. */
  tell: (message: object) => void;
  live: Set<ServerResponse>;
  close: () => Promise<void>;
}

const refusal = (status: number, code: string, detail: string, fields?: object[]) => ({
  status,
  body: { status, code, detail, fields },
});

function answer(canned: Canned, url: URL): unknown {
  const path = url.pathname;
  if (path === '/api/me' && canned.user)
    return {
      ...accounts[canned.user],
      permissions: canned.user === 'staff' ? permissions : ['matter:create'],
    };
  if (path === '/api/demo') {
    const people = [
      ['grid1', '陈刚', '网格员'],
      ['street1', '王敏', '街道工作人员 · 临江街道'],
      ['dept-urban', '周洋', '部门工作人员 · 城管局'],
      ['citizen', '李女士', '居民'],
    ];
    return {
      demo: true,
      usable: true,
      password: 'huying-demo',
      accounts: people.map(([username, name, role]) => ({ username, name, role })),
    };
  }
  if (path === '/api/matters') return matters(url.searchParams.get('cursor') ?? '');
  if (path === '/api/units')
    return { items: ['城市管理局', '水务集团', '江湾物业'].map((name) => ({ id: name, name })), next: null };
  if (path === '/api/matters/m1') return detail();
  if (path === '/api/matters/m1/events')
    return {
      items: [
        step(1, '上报'),
        step(2, '受理'),
        step(3, '派遣', [{ name: 'note', label: '派遣意见', text: '请今天内到场' }]),
      ],
    };
  if (path === '/api/matters/counts') return { areas: [], total: 0, open: 0, items: [] };
  if (path === '/api/tasks/counts') return { total: 0, items: [] };
  if (path.startsWith('/api/catalog/') || path === '/api/desk/similar') return { items: [] };
  // Panels of a matter that have nothing to say.
  if (/^\/api\/(matters\/m1\/(cards|similar|judgements)|patrol-findings|whistles)$/.test(path))
    return { items: [], next: null, appeals: [], exclusions: [], appraise: [] };
  if (path === '/api/tasks') return { items: [], next: null };
  if (path === '/api/messages/unread') return { count: 3, more: false };
  if (path === '/api/messages')
    return {
      items: [
        {
          id: 'i1',
          title: '新派遣',
          body: '江湾路井盖松动，请在 4 小时内签收。',
          created_at: new Date().toISOString(),
          read_at: null,
          subject_kind: 'matter',
          subject: 'm1',
        },
        {
          id: 'i2',
          title: '已结案',
          body: '路灯已修好，请您评价。',
          created_at: new Date(Date.now() - 9e7).toISOString(),
          read_at: new Date().toISOString(),
        },
      ],
      next: null,
    };
  const map = path.match(/^\/api\/map\/(\w+)\.geojson$/)?.[1];
  return map ? maps[map] : undefined;
}

function read(canned: Canned, url: URL): { status: number; body: unknown } {
  const body = answer(canned, url);
  if (body) return { status: 200, body };
  return url.pathname === '/api/me'
    ? refusal(401, 'not_signed_in', '请先登录。')
    : refusal(404, 'not_found', '没有找到。');
}

async function post(
  canned: Canned,
  request: IncomingMessage,
  path: string,
): Promise<{ status: number; body: unknown }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString('latin1');
  canned.posted.push({ path, body, headers: request.headers });
  if (path === '/api/files')
    return {
      status: 201,
      body: {
        id: `f${canned.posted.length}`,
        name: 'a.png',
        type: 'image/png',
        size: 1,
        url: '/icon-512.png',
      },
    };
  if (path === '/api/session/code') return { status: 200, body: { demo_code: '246810', retry_after: 60 } };
  if (path === '/api/matters') return { status: 201, body: { id: 'm9', number: '429998001001-1122-9001' } };
  if (path.endsWith('/actions/feedback'))
    return refusal(422, 'invalid_fields', '有内容需要修改。', [
      { path: 'result', code: 'too_vague', message: '请写清楚怎么处置的' },
    ]);
  if (path !== '/api/session') return { status: 200, body: {} };
  if (request.method === 'DELETE') canned.user = undefined;
  else if (body.includes('wrong')) {
    return refusal(422, 'bad_credentials', '账号或密码不对。', [
      { path: 'password', code: 'wrong', message: '密码不对，请重新输入' },
    ]);
  } else canned.user = body.includes('phone') ? 'resident' : 'staff';
  return { status: 200, body: {} };
}

async function file(response: ServerResponse, path: string): Promise<void> {
  const name = /^\/console(\/|$)/.test(path)
    ? 'console.html'
    : /^\/portal(\/|$)/.test(path)
      ? 'portal.html'
      : path.slice(1);
  const bytes = await readFile(new URL(name, dist)).catch(() => undefined);
  response.writeHead(bytes ? 200 : 404, {
    'content-type': types[extname(name)] ?? 'application/octet-stream',
    'content-security-policy': policy,
  });
  response.end(bytes);
}

/** Starts it on a free port of the loopback. */
export async function serveCanned(): Promise<Canned> {
  const live = new Set<ServerResponse>();
  const canned: Canned = {
    url: '',
    posted: [],
    user: undefined,
    live,
    tell: (message) => {
      for (const to of live) to.write(`id: 1.7\nevent: changed\ndata: ${JSON.stringify(message)}\n\n`);
    },
    close: async () => {},
  };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://local');
    if (!url.pathname.startsWith('/api/')) return file(response, url.pathname);
    if (url.pathname === '/api/live') {
      response
        .writeHead(200, { 'content-type': 'text/event-stream' })
        .write('retry: 2000\nevent: ready\ndata: {}\n\n');
      live.add(response);
      response.on('close', () => live.delete(response));
      return;
    }
    const { status, body } =
      request.method === 'GET' ? read(canned, url) : await post(canned, request, url.pathname);
    response
      .writeHead(status, { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' })
      .end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  canned.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  canned.close = () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return canned;
}
