import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { cacheOf } from '../../platform/cache.ts';
import { sha256 } from '../../platform/crypto.ts';
import type { Runtime } from '../../platform/runtime.ts';

import { CHANGES_OF_AREAS } from './tree.ts';

/** A drawing as it goes out: made and compressed once, then only handed over. */
interface Body {
  etag: string;
  brotli: Buffer;
  gzip: Buffer;
}

export interface Feature {
  type: 'Feature';
  id?: string;
  properties: Record<string, unknown>;
  geometry: unknown;
}

/** So many bytes of drawings are kept; beyond that the oldest are dropped. */
const MOST_BYTES = 64 * 1024 * 1024;
const bodies = cacheOf<Map<string, Promise<Body>>>([...CHANGES_OF_AREAS, 'area.base'], async () => new Map());

export const forgetBodies = (runtime: Runtime): void => bodies.forget(runtime);

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

async function compress(features: Feature[]): Promise<Body> {
  const text = JSON.stringify({ type: 'FeatureCollection', features });
  const size = Buffer.byteLength(text);
  const [small, usual] = await Promise.all([
    brotli(text, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: size },
    }),
    zip(text, { level: 6 }),
  ]);
  return {
    etag: `"${sha256(text).toString('base64url').slice(0, 20)}"`,
    brotli: small,
    gzip: usual,
  };
}

async function dropOldest(kept: Map<string, Promise<Body>>): Promise<void> {
  const made = await Promise.all([...kept].map(async ([key, body]) => ({ key, ...(await body) })));
  let bytes = made.reduce((sum, body) => sum + body.brotli.length + body.gzip.length, 0);
  for (const { key, brotli, gzip } of made) {
    if (bytes <= MOST_BYTES) return;
    kept.delete(key);
    bytes -= brotli.length + gzip.length;
  }
}

async function bodyOf(runtime: Runtime, key: string, make: () => Promise<Feature[]>): Promise<Body> {
  const kept = await bodies.get(runtime);
  let body = kept.get(key);
  if (!body) {
    body = make().then(compress);
    kept.set(key, body);
    body.then(
      () => dropOldest(kept).catch(() => undefined),
      () => kept.delete(key),
    );
  }
  return body;
}

/**
 * Sends features as GeoJSON, compressed and with an ETag of their content; `make` runs only when nothing under this key
 * is remembered since the last change of the areas. Who has the same content gets 304 without a body.
 */
export async function sendGeoJson(
  runtime: Runtime,
  request: FastifyRequest,
  reply: FastifyReply,
  key: string,
  make: () => Promise<Feature[]>,
): Promise<FastifyReply> {
  const body = await bodyOf(runtime, key, make);
  reply.header('etag', body.etag).header('cache-control', 'no-cache').header('vary', 'accept-encoding');
  if (request.headers['if-none-match']?.includes(body.etag)) return reply.status(304).send();
  const accepted = String(request.headers['accept-encoding'] ?? '');
  const encoding = /\bbr\b/.test(accepted) ? 'br' : 'gzip';
  return reply
    .type('application/geo+json; charset=utf-8')
    .header('content-encoding', encoding)
    .send(encoding === 'br' ? body.brotli : body.gzip);
}
