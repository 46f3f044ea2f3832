import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { ErrorObject } from 'ajv';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { type FieldFault, Refusal } from '../errors.ts';
import { fieldFaults } from './validation.ts';

const TITLES: Record<number, string> = {
  400: '请求有误',
  401: '未登录',
  403: '没有权限',
  404: '没有找到',
  405: '方法不对',
  409: '现在不能这样做',
  410: '已失效',
  413: '内容太大',
  415: '类型不支持',
  422: '需要修改',
  423: '已锁定',
  429: '请求太频繁',
  500: '系统出错',
  503: '暂时不可用',
};

// What was sent may be wrong in a hundred thousand places; the answer does not grow with it.
const MOST_FIELDS = 200;
const MOST_TOLD = 20;

/** Faults of the web framework itself, in words of ours. */
const FRAMEWORK: Record<string, [status: number, code: string, detail: string]> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'too_large', '提交的内容太大，请减小后再试。'],
  FST_REQ_FILE_TOO_LARGE: [413, 'too_large', '文件太大：每个文件最大 20 MB。请压缩或换一张较小的照片。'],
  FST_FILES_LIMIT: [413, 'too_many_files', '一次最多上传一个文件。'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    415,
    'unsupported_media_type',
    '不支持这种内容类型，请用 application/json 提交。',
  ],
  FST_ERR_CTP_EMPTY_JSON_BODY: [400, 'empty_body', '提交的内容是空的。'],
  FST_ERR_CTP_INVALID_JSON_BODY: [400, 'bad_json', '提交的内容不是合法的 JSON。'],
  FST_ERR_BAD_URL: [400, 'bad_address', '网址里有无法识别的字符，请检查网址。'],
  FST_INVALID_MULTIPART_CONTENT_TYPE: [415, 'unsupported_media_type', '请用 multipart/form-data 上传文件。'],
};

/** What the database says when two who wait for each other are parted, or when a lock does not come free in time. */
const COLLISIONS = new Set(['40P01', '55P03']);

/** The database is away, starting, or was stopped amid a statement. */
const AWAY = new Set(['ECONNREFUSED', '57P01', '57P02', '57P03', '08006', '08003']);
const BROKEN = /^Connection terminated|not queryable/;
/** pg's words when no connection came free in time. */
const NO_CONNECTION = 'timeout exceeded when trying to connect';

/** What is nobody's mistake and passes by itself: said as that, with when to come again. */
function passing(error: FastifyError): Refusal | null {
  if (COLLISIONS.has(error.code))
    return new Refusal(
      409,
      'collided',
      '刚才有人同时在操作，这一步没有生效。请再试一次，您填写的内容没有丢失。',
    );
  if (error.message === NO_CONNECTION)
    return new Refusal(429, 'too_busy', '现在使用的人太多，请稍等一两秒再试。您填写的内容没有丢失。');
  if (AWAY.has(error.code) || BROKEN.test(error.message))
    return new Refusal(503, 'not_ready', '数据库暂时连不上，正在恢复。您填写的内容没有丢失，请稍后再试。');
  return null;
}

function refusalOf(error: FastifyError): Refusal | null {
  if (error instanceof Refusal) return error;
  if (error.validation) {
    const fields = fieldFaults(error.validation as unknown as ErrorObject[]);
    const told = fields.slice(0, MOST_TOLD).map((f: FieldFault) => f.message);
    return new Refusal(422, 'invalid_fields', told.join(' '), { fields });
  }
  const known = FRAMEWORK[error.code];
  if (known) return new Refusal(...known);
  if (error.statusCode === 429) return new Refusal(429, 'too_many_requests', '操作太频繁，请稍等片刻再试。');
  if (error.statusCode && error.statusCode >= 400 && error.statusCode < 500)
    return new Refusal(error.statusCode, 'bad_request', '请求有误，请检查后重试。');
  return passing(error);
}

/** The one place that turns whatever was thrown into an answer; what is not a refusal is logged and says nothing of the inside. */
export function answerProblem(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const refusal = refusalOf(error);
  if (!refusal) request.log.error({ err: error }, 'unexpected fault');
  const { status, code, message, fields, extra } =
    refusal ??
    new Refusal(
      500,
      'internal',
      '系统出错了，您填写的内容没有丢失，请稍后再试；如仍不行，请把请求编号告诉管理员。',
    );
  reply
    .status(status)
    .type('application/problem+json')
    // A problem's shape is not the route's answer's: serialised as it is.
    .serializer((body: unknown) => JSON.stringify(body))
    .send({
      type: `/docs/errors#${code}`,
      title: TITLES[status] ?? '请求有误',
      status,
      code,
      detail: message,
      fields: fields?.slice(0, MOST_FIELDS),
      ...extra,
      request_id: request.id,
    });
}

/** What Node's own reader of HTTP refuses before there is a request. */
const UNREADABLE: Record<string, [status: number, code: string, detail: string]> = {
  HPE_HEADER_OVERFLOW: [431, 'headers_too_large', '请求头太大，请清除本站的 Cookie 后再试。'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'too_slow', '请求迟迟没有发完，请检查网络后再试。'],
};

/** Answers bytes that are no request of HTTP in the same shape as everything else, and ends the line. */
export function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, code, detail] = UNREADABLE[error.code ?? ''] ?? [
    400,
    'bad_request',
    '请求有误：网址里的中文须先编码，请检查后重试。',
  ];
  const body = JSON.stringify({
    type: `/docs/errors#${code}`,
    title: TITLES[status] ?? '请求有误',
    status,
    code,
    detail,
  });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/problem+json; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
