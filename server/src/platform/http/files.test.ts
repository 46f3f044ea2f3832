import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import sharp from 'sharp';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { Refusal } from '../errors.ts';
import { attachFiles, keepExport, listFiles } from '../files/files.ts';
import { registerFilePolicy } from '../files/policy.ts';
import { multipart, samplePhoto, sampleUpload, sampleVisitor, type Visitor } from '../files/sample.ts';
import { sweepFiles } from '../files/sweep.ts';
import { uuidv7 } from '../ids.ts';
import { run } from '../runtime.ts';

const program = await testProgram(await emptyTemplate());
const { runtime, http, clock } = program;
const DAY = 86_400_000;
const owner = await sampleVisitor(runtime, '李雷');
const neighbour = await sampleVisitor(runtime, '韩梅');
const upload = (bytes: Uint8Array, name?: string) => sampleUpload(http, owner, bytes, name);
const download = (url: string, who = owner, headers = {}) =>
  http.inject({ url, headers: { ...who.headers, ...headers } });

test('a photo tells its position once, at upload, and carries none afterwards', async () => {
  const answer = await upload(await samplePhoto({ lng: 114.312345, lat: 30.598765 }));
  assert.equal(answer.statusCode, 201, answer.body);
  const photo = answer.json();
  assert.ok(Math.abs(photo.point.lng - 114.312345) < 1e-6);
  assert.ok(Math.abs(photo.point.lat - 30.598765) < 1e-6);
  assert.equal(photo.taken_at, '2026-03-01T02:20:30.000Z', 'a time without a zone is Beijing time');
  const stored = await download(photo.url, owner);
  const metadata = await sharp(stored.rawPayload).metadata();
  assert.equal(metadata.exif, undefined);
  assert.equal(stored.rawPayload.includes('GPS'), false);
  const { rows } = await sql<{
    point_sealed: Buffer;
  }>`select point_sealed from file where id = ${photo.id}::uuid`.execute(runtime.db);
  assert.match(runtime.sealer.open(rows[0]!.point_sealed), /114\.3123/);
  assert.equal(rows[0]!.point_sealed.includes('114.3'), false);
});

test('a photo without a fix has no position, a clock of the future no time', async () => {
  const answer = await upload(await samplePhoto({ lng: 0, lat: 0, taken: '2031:01:01 00:00:00' }));
  assert.equal(answer.json().point, undefined);
  assert.equal(answer.json().taken_at, undefined);
});

test('a photo taken sideways is stored upright, and at most 2560 pixels long', async () => {
  const sideways = await sharp({
    create: { width: 3000, height: 1500, channels: 3, background: '#123' },
  })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  const photo = (await upload(sideways)).json();
  assert.deepEqual([photo.width, photo.height], [1280, 2560]);
  const thumb = await sharp((await download(photo.thumb_url, owner)).rawPayload).metadata();
  assert.deepEqual([thumb.width, thumb.height, thumb.orientation], [160, 320, undefined]);
  const medium = await sharp((await download(`${photo.url}?size=medium`, owner)).rawPayload).metadata();
  assert.equal(medium.height, 1280);
});

test('PNG and WebP come in too; what is transparent stays so, what moves stands still', async () => {
  const frame = (background: string) => ({
    create: { width: 20, height: 20, channels: 4 as const, background },
  });
  const png = await upload(await sharp(frame('#00ff0080')).png().toBuffer(), '截图.png');
  assert.equal(png.json().media_type, 'image/webp');
  const frames = sharp([frame('#f00'), frame('#0f0'), frame('#00f')] as never, { join: { animated: true } });
  const moving = await frames.webp({ delay: [50, 50, 50], loop: 0 }).toBuffer();
  assert.equal((await sharp(moving).metadata()).pages, 3);
  const still = await upload(moving, '动.webp');
  assert.equal(still.statusCode, 201);
  assert.equal(
    (await sharp((await download(still.json().url, owner)).rawPayload).metadata()).pages,
    undefined,
  );
});

test('what is no photo is refused by its content, with field and remedy', async () => {
  const zip = Buffer.concat([Buffer.from('PK\x03\x04'), randomBytes(500)]);
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  const html = Buffer.from('<!doctype html><script>alert(1)</script>');
  for (const bytes of [
    zip,
    svg,
    html,
    Buffer.from('只是文字'),
    Buffer.from('GIF89a......'),
    Buffer.alloc(0),
  ]) {
    const answer = await upload(bytes, '照片.jpg');
    assert.equal(answer.statusCode, 422, bytes.subarray(0, 8).toString());
    assert.equal(answer.json().fields[0].path, 'file');
    assert.match(answer.json().detail, /JPEG、PNG 或 WebP/);
  }
});

test('a photo cut short, broken, or unpacking to too many pixels is refused', async () => {
  const whole = await samplePhoto({ width: 1200, height: 900 });
  const noisy = await sharp(randomBytes(300 * 300 * 3), { raw: { width: 300, height: 300, channels: 3 } })
    .jpeg()
    .toBuffer();
  for (const bytes of [noisy.subarray(0, noisy.length / 2), whole.subarray(0, 200)]) {
    const answer = await upload(bytes);
    assert.equal(answer.statusCode, 422);
    assert.equal(answer.json().fields[0].code, 'unreadable');
  }
  const bomb = await sharp({ create: { width: 9000, height: 9000, channels: 3, background: '#000' } })
    .png()
    .toBuffer();
  assert.ok(bomb.length < 1_000_000);
  assert.equal((await upload(bomb)).json().fields[0].code, 'too_many_pixels');
});

test('nothing chosen, and something other than a form, are refused in words', async () => {
  const empty = await http.inject({
    method: 'POST',
    url: '/api/files',
    payload: '--x--\r\n',
    headers: { ...owner.headers, 'content-type': 'multipart/form-data; boundary=x' },
  });
  assert.equal(empty.statusCode, 422);
  assert.equal(empty.json().fields[0].code, 'required');
  const json = await http.inject({ method: 'POST', url: '/api/files', payload: {}, headers: owner.headers });
  assert.equal(json.statusCode, 415);
  const stranger = await http.inject({ method: 'POST', url: '/api/files', ...multipart(Buffer.from('x')) });
  assert.equal(stranger.statusCode, 401);
});

test('until it is used a photo is its uploader’s alone; afterwards the subject decides, each time', async () => {
  const photo = (await upload(await samplePhoto({ colour: '#112233' }))).json();
  const first = await download(photo.url, owner);
  assert.equal(first.statusCode, 200);
  assert.match(String(first.headers['cache-control']), /private/);
  assert.equal(first.headers['x-content-type-options'], 'nosniff');
  const again = await download(photo.url, owner, { 'if-none-match': first.headers.etag });
  assert.equal(again.statusCode, 304);
  for (const url of [photo.url, photo.thumb_url])
    assert.equal((await download(url, neighbour)).statusCode, 404);
  assert.equal((await http.inject(photo.url)).statusCode, 401);

  const seers = new Set([owner.id, neighbour.id]);
  registerFilePolicy(runtime, 'thing', async (_runtime, actor) => seers.has(actor.id));
  const subject = uuidv7(clock.now());
  await run(runtime, owner.actor, (ctx) =>
    attachFiles(ctx, [photo.id], { subjectKind: 'thing', subject, stage: 'report' }),
  );
  assert.equal((await download(photo.url, neighbour)).statusCode, 200);
  seers.delete(neighbour.id);
  const gone = await download(photo.url, neighbour, { 'if-none-match': first.headers.etag });
  assert.equal(gone.statusCode, 404);
  const [listed] = await listFiles(runtime.db, subject);
  assert.deepEqual([listed!.id, listed!.stage, listed!.thumb_url], [photo.id, 'report', photo.thumb_url]);
});

test('only one’s own unused photos can be used, and only once', async () => {
  const photo = (await upload(await samplePhoto())).json();
  const to = (subject: string) => ({ subjectKind: 'thing', subject, stage: 'report' });
  const [here, there] = [uuidv7(clock.now()), uuidv7(clock.now())];
  const attach = (who: Visitor, ids: string[], subject: string) =>
    run(runtime, who.actor, (ctx) => attachFiles(ctx, ids, to(subject)));
  const refused = (error: unknown) => error instanceof Refusal && error.fields?.[0]?.path === 'files';
  await assert.rejects(attach(neighbour, [photo.id], here), refused);
  await assert.rejects(attach(owner, [photo.id, uuidv7(clock.now())], here), refused);
  assert.equal((await listFiles(runtime.db, here)).length, 0);
  await attach(owner, [photo.id], here);
  await attach(owner, [photo.id], here);
  await assert.rejects(attach(owner, [photo.id], there), refused);
});

test('an export is fetched by its account alone, under its name', async () => {
  async function* rows() {
    yield Buffer.from('编号,状态\n');
    yield Buffer.from('1,已结案\n');
  }
  const id = await keepExport(runtime, {
    owner: owner.id,
    name: '事项 2026-03.csv',
    mediaType: 'text/csv; charset=utf-8',
    content: rows(),
  });
  const answer = await download(`/api/files/${id}`, owner);
  assert.equal(answer.body, '编号,状态\n1,已结案\n');
  assert.match(String(answer.headers['content-disposition']), /^attachment; filename\*=UTF-8''%E4%BA%8B/);
  assert.equal((await download(`/api/files/${id}`, neighbour)).statusCode, 404);
});

test('after two days an unused photo is gone, bytes and row; a used one stays', async () => {
  const [unused, used] = [
    (await upload(await samplePhoto())).json(),
    (await upload(await samplePhoto())).json(),
  ];
  const subject = uuidv7(clock.now());
  await run(runtime, owner.actor, (ctx) =>
    attachFiles(ctx, [used.id], { subjectKind: 'thing', subject, stage: 'after' }),
  );
  clock.advance(2 * DAY - 60_000);
  await sweepFiles(runtime);
  assert.ok(await runtime.files.get(`${unused.id}.thumb`));
  clock.advance(120_000);
  await sweepFiles(runtime);
  for (const size of ['full', 'medium', 'thumb']) {
    assert.equal(await runtime.files.get(`${unused.id}.${size}`), null);
    assert.ok(await runtime.files.get(`${used.id}.${size}`));
  }
  const { rows } = await sql`select from file where id = ${unused.id}::uuid`.execute(runtime.db);
  assert.equal(rows.length, 0);
});
