import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SYSTEM } from '../../platform/access.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { type Sending, sendMessages } from './commands.ts';
import type { Template } from './rules.ts';
import { syncTemplates } from './templates.ts';

/** Two templates: one for the inbox alone, one that is texted too. */
export const TEMPLATES: Template[] = [
  {
    code: 'received-caller',
    event: 'received',
    audience: 'caller',
    channels: ['in_app'],
    title: '收到 {{number}}',
    body: '“{{title}}”已收到。',
  },
  {
    code: 'accepted-caller',
    event: 'accepted',
    audience: 'caller',
    channels: ['in_app', 'sms'],
    title: '已受理 {{number}}',
    body: '“{{title}}”已受理。{{reply}}',
  },
];

export const loadTemplates = (runtime: Runtime, list = TEMPLATES) =>
  run(runtime, SYSTEM, (ctx) => syncTemplates(ctx, list));

/** Sends as a subscriber would. */
export const sendAs = (runtime: Runtime, sendings: Sending | Sending[]) =>
  run(runtime, SYSTEM, (ctx) => sendMessages(ctx, sendings));

export interface Received {
  body: Record<string, unknown>;
  text: string;
  headers: IncomingHttpHeaders;
}

/** A real HTTP server that keeps what it is told and answers the status it is set to. */
export async function listener() {
  const received: Received[] = [];
  const state = { status: 200 };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    received.push({ text, body: JSON.parse(text), headers: request.headers });
    response.writeHead(state.status).end('said by the other side');
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  };
  return { received, state, url: `http://127.0.0.1:${port}/in`, close };
}
