import { badField, Refusal } from '../errors.ts';
import type { App } from './routes.ts';

/** No form of ours nests deeper; a drawing of many polygons comes to ten. */
const DEEPEST = 32;
const utf8 = new TextDecoder('utf-8', { fatal: true });

interface Place {
  value: unknown;
  key: string;
  up: Place | null;
  depth: number;
}
interface Described {
  title?: string;
  properties?: Record<string, Described>;
  items?: Described;
}

function pathOf(place: Place): string[] {
  const path: string[] = [];
  for (let here: Place | null = place; here?.up; here = here.up) path.unshift(here.key);
  return path;
}

/** What a form calls the field at a path, as far as its schema says. */
function titleAt(schema: Described | undefined, path: readonly string[]): string {
  let here = schema;
  let title = path.join('.');
  for (const step of path) {
    here = here?.properties?.[step] ?? here?.items;
    title = here?.title ?? title;
  }
  return title;
}

/** The database keeps no NUL, and half of a surrogate pair is no character anywhere. */
const unkeepable = (text: string): boolean => text.includes('\0') || !text.isWellFormed();

/** The first place whose text cannot be kept. Walks without recursion: what was sent may nest as deep as it is long. */
function unkeepableIn(sent: unknown): Place | null {
  const open: Place[] = [{ value: sent, key: '', up: null, depth: 0 }];
  for (let place = open.pop(); place; place = open.pop()) {
    const { value, key, depth } = place;
    if (unkeepable(key) || (typeof value === 'string' && unkeepable(value))) return place;
    if (typeof value !== 'object' || value === null) continue;
    if (depth >= DEEPEST) throw new Refusal(422, 'too_deep', '提交的内容嵌套太深，请检查格式。');
    for (const [name, inner] of Object.entries(value))
      if (typeof inner !== 'number') open.push({ value: inner, key: name, up: place, depth: depth + 1 });
  }
  return null;
}

/** Refuses (422, naming the field) a request with text that cannot be kept, wherever it stands. */
function requireText(sent: unknown, schema: unknown): void {
  const place = unkeepableIn(sent);
  if (!place) return;
  const path = pathOf(place).map((step) => step.toWellFormed().replaceAll('\0', ''));
  const title = titleAt(schema as Described, path);
  throw badField(
    path.join('.'),
    'bad_text',
    `「${title}」中有无法保存的字符（空字符或不完整的字符），请删去后重填。`,
  );
}

function decoded(bytes: Buffer): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

/** Whatever comes in is text that can be kept and shown: JSON in UTF-8, without characters that are none. */
export function readText(app: App): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const text = decoded(body as Buffer);
    if (text === null)
      return done(new Refusal(400, 'bad_encoding', '提交的内容不是 UTF-8 编码的文字，请改用 UTF-8。'));
    parse(request, text, done);
  });
  app.addHook('preValidation', async (request) => {
    const schema = request.routeOptions.schema ?? {};
    requireText(request.params, schema.params);
    requireText(request.query, schema.querystring);
    requireText(request.body, schema.body);
  });
}
