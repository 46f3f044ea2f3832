import type { FieldFault, Problem } from './types.ts';

/** A refusal of the server, or (`status` 0) no answer at all. `detail` is worded for the user. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly fields: FieldFault[];
  readonly requestId: string | undefined;
  readonly body: Record<string, unknown>;

  constructor(status: number, problem: Partial<Problem>) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`);
    this.name = 'ApiError';
    this.status = status;
    this.code = problem.code ?? 'unknown';
    this.detail = problem.detail ?? problem.title ?? '服务器没有说明原因，请稍后重试。';
    this.fields = problem.fields ?? [];
    this.requestId = problem.request_id;
    this.body = problem as Record<string, unknown>;
  }

  /** True when trying the very same request again may succeed: no signal, too many at once, the server is restarting. */
  get passing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

export type Query = Record<string, string | number | boolean | null | undefined>;

export interface CallOptions {
  query?: Query;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Milliseconds until the call is given up as without signal. */
  timeout?: number;
  /** Do not send the browser to the sign-in page on 401. */
  quiet?: boolean;
}

type SignedOut = () => void;
let signedOut: SignedOut = () => {};

/** The entry says what happens when a call finds nobody signed in (it goes to its sign-in page with the way back). */
export function onSignedOut(handler: SignedOut): void {
  signedOut = handler;
}

/** The header that proves to the server that our own script made this request (a foreign page cannot set it). */
export const csrfHeader = { 'x-huying': '1' } as const;

/** Appends the set values of `query` to `path`; empty ones are left out. */
export function withQuery(path: string, query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') params.set(name, String(value));
  }
  const text = params.toString();
  return text ? `${path}?${text}` : path;
}

/** Reads an answer that is no success as the refusal it is, whatever stands between us and the server. */
export function refusalOf(status: number, text: string): ApiError {
  try {
    return new ApiError(status, JSON.parse(text) as Problem);
  } catch {
    return new ApiError(status, { code: 'unreadable', detail: `服务暂时不可用（${status}），请稍后重试。` });
  }
}

export const noSignal = (): ApiError =>
  new ApiError(0, { code: 'no_signal', detail: '网络不通，请检查网络后重试。' });

/** One call of the API. Throws ApiError for every refusal and for silence. */
export async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
  const limit = AbortSignal.timeout(options.timeout ?? 30_000);
  const signal = options.signal ? AbortSignal.any([options.signal, limit]) : limit;
  const headers: Record<string, string> = { accept: 'application/json', ...options.headers };
  if (method !== 'GET') Object.assign(headers, csrfHeader);
  if (options.body !== undefined) headers['content-type'] = 'application/json';
  const body = options.body === undefined ? null : JSON.stringify(options.body);
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(withQuery(path, options.query), {
      method,
      headers,
      body,
      signal,
      credentials: 'same-origin',
    });
    text = await answer.text();
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw noSignal();
  }
  if (answer.ok) return (text ? JSON.parse(text) : undefined) as T;
  if (answer.status === 401 && !options.quiet) signedOut();
  throw refusalOf(answer.status, text);
}

export const api = {
  get: <T>(path: string, query?: Query, options?: CallOptions) => call<T>('GET', path, { ...options, query }),
  post: <T>(path: string, body?: unknown, options?: CallOptions) =>
    call<T>('POST', path, { ...options, body: body ?? {} }),
  put: <T>(path: string, body?: unknown, options?: CallOptions) =>
    call<T>('PUT', path, { ...options, body: body ?? {} }),
  patch: <T>(path: string, body?: unknown, options?: CallOptions) =>
    call<T>('PATCH', path, { ...options, body: body ?? {} }),
  delete: <T>(path: string, options?: CallOptions) => call<T>('DELETE', path, options),
};
