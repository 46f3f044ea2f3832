import type { IncomingMessage } from 'node:http';
import type { FastifyRequest, RawServerDefault, RouteGenericInterface } from 'fastify';
import { Type } from 'typebox';
import { badField, notFound, Refusal } from '../errors.ts';
import { fileKey, fileUrls, keepPhoto, readFileRow } from '../files/files.ts';
import type { Size } from '../files/image.ts';
import { type FileRow, mayView } from '../files/policy.ts';
import { FILE_LIMIT, nameOf, receive, tooLarge } from '../files/upload.ts';
import { isUuid } from '../ids.ts';
import type { Runtime } from '../runtime.ts';
import type { App } from './routes.ts';

const Point = Type.Object({ lng: Type.Number(), lat: Type.Number() });
const Uploaded = Type.Object({
  id: Type.String(),
  kind: Type.Literal('photo'),
  media_type: Type.String(),
  size: Type.Integer({ description: '字节' }),
  width: Type.Integer(),
  height: Type.Integer(),
  point: Type.Optional({ ...Point, description: '照片自带的位置（WGS-84），只在上传时告诉上传的人' }),
  taken_at: Type.Optional(Type.String({ format: 'date-time' })),
  url: Type.String(),
  thumb_url: Type.String(),
});

// An upload that is refused goes on arriving: it is thrown away for this long, then the line is cut.
const GRACE = 3000;
// What multipart puts around a file: boundary, headers, a few small fields.
const ENVELOPE = 16 * 1024;

type Uploading = FastifyRequest<RouteGenericInterface, RawServerDefault, IncomingMessage>;

/** The rest of a refused upload is thrown away as it comes, so that the answer arrives; who goes on sending is cut off. */
export function discard(request: Uploading): void {
  if (request.raw.complete) return;
  request.raw.unpipe();
  request.raw.resume();
  const cut = setTimeout(() => request.raw.destroy(), GRACE);
  request.raw.once('end', () => clearTimeout(cut));
}

async function upload(runtime: Runtime, request: Uploading) {
  if (Number(request.headers['content-length'] ?? 0) > FILE_LIMIT + ENVELOPE) throw tooLarge();
  const part = await request.file();
  if (!part) throw badField('file', 'required', '请选择要上传的照片。');
  return receive(runtime, part.file, (path) => keepPhoto(runtime, request.actor, path, nameOf(part)));
}

function uploadRoute(app: App, runtime: Runtime): void {
  app.route({
    method: 'POST',
    url: '/api/files',
    config: { access: 'signed-in' },
    schema: {
      operationId: 'uploadFile',
      summary: '上传一张照片（multipart/form-data，JPEG、PNG、WebP，最大 20 MB）',
      description: '照片会转正、缩小到最长边 2560 像素并去掉全部附带信息；自带的位置和时间先读出来。',
      tags: ['file'],
      response: { 201: Uploaded },
    },
    async handler(request, reply) {
      const kept = await upload(runtime, request).catch((error) => {
        discard(request);
        // The sender went away: nobody's fault here, and nobody hears the answer.
        if (request.raw.errored) throw new Refusal(400, 'broken_off', '上传中断了，请重新上传。');
        throw error;
      });
      return reply.status(201).send({
        id: kept.id,
        kind: 'photo' as const,
        media_type: kept.mediaType,
        size: kept.size,
        width: kept.width,
        height: kept.height,
        ...(kept.point && { point: kept.point }),
        ...(kept.takenAt && { taken_at: kept.takenAt.toISOString() }),
        ...fileUrls(kept.id),
      });
    },
  });
}

/** Headers under which a browser shows the bytes and never runs them, and asks again each time. */
function headersOf(file: FileRow, size: Size): Record<string, string> {
  const name = encodeURIComponent(file.name);
  return {
    'content-type': file.media_type,
    'cache-control': 'private, no-cache',
    etag: `"${file.sha256.toString('hex').slice(0, 32)}-${size}"`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'content-disposition': file.kind === 'export' ? `attachment; filename*=UTF-8''${name}` : 'inline',
  };
}

function downloadRoute(app: App, runtime: Runtime): void {
  app.route({
    method: 'GET',
    url: '/api/files/:id',
    config: { access: 'signed-in' },
    schema: {
      operationId: 'downloadFile',
      summary: '查看照片或下载导出的文件；每次都重新核对权限',
      tags: ['file'],
      params: Type.Object({ id: Type.String({ title: '文件编号' }) }),
      querystring: Type.Object({
        size: Type.Optional(
          Type.Union([Type.Literal('thumb'), Type.Literal('medium'), Type.Literal('full')], {
            title: '大小',
          }),
        ),
      }),
      response: { 200: Type.String({ format: 'binary', description: '文件内容' }), 304: Type.Null() },
    },
    async handler(request, reply) {
      const file = isUuid(request.params.id) ? await readFileRow(runtime.db, request.params.id) : null;
      if (!file || !(await mayView(runtime, request.actor, file))) throw notFound('文件');
      const size = file.kind === 'photo' ? (request.query.size ?? 'full') : 'full';
      const headers = headersOf(file, size);
      if (request.headers['if-none-match'] === headers.etag)
        return reply.status(304).headers(headers).send(null);
      const found = await runtime.files.read(fileKey(file.id, size));
      if (!found) throw notFound('文件');
      // The bytes are no JSON of a schema: they go out as they lie there.
      return reply
        .headers({ ...headers, 'content-length': found.size })
        .send(found.stream as unknown as string);
    },
  });
}

/** Photos in and out. Each download asks anew whether this actor may see this file. */
export function fileRoutes(app: App, runtime: Runtime): void {
  uploadRoute(app, runtime);
  downloadRoute(app, runtime);
}
