import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import ExcelJS from 'exceljs';
import { sql } from 'kysely';
import { fromBufferPromise } from 'yauzl';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { loadDefaultPack } from '../../packs/default.ts';
import { SYSTEM } from '../../platform/access.ts';
import { multipart } from '../../platform/files/sample.ts';
import { startJobs } from '../../platform/jobs.ts';
import { run } from '../../platform/runtime.ts';
import { bearer, samplePlace, sampleStaff, tokenFor } from '../account/sample.ts';
import { sampleHouses, sampleId } from '../resident/sample.ts';
import { listForm, personForm } from './form/form.sample.ts';
import { formJob } from './jobs.form.ts';

const program = await testProgram(await emptyTemplate());
const { runtime, http } = program;
await loadDefaultPack(runtime);
const place = await samplePlace(runtime);

// biome-ignore lint/suspicious/noExplicitAny: whatever was answered.
type Body = any;
async function worker(name: string, role: string, areaId: string, unitId: string) {
  const headers = bearer(
    await tokenFor(runtime, await sampleStaff(runtime, name, [{ role, areaId, unitId }])),
  );
  return {
    headers,
    async ask(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) {
      const answer = await http.inject({ method, url, headers, ...(payload && { payload }) });
      return { status: answer.statusCode, body: (answer.body ? answer.json() : null) as Body };
    },
    async upload(bytes: Buffer, name: string) {
      const { payload, headers: more } = multipart(bytes, name);
      const answer = await http.inject({
        method: 'POST',
        url: '/api/forms',
        payload,
        headers: { ...more, ...headers },
      });
      return { status: answer.statusCode, body: answer.json() as Body };
    },
    download: async (url: string) => (await http.inject({ method: 'GET', url, headers })).rawPayload,
  };
}
type Worker = Awaited<ReturnType<typeof worker>>;
const east = await worker('east1', 'community_staff', place.east, place.eastUnit);
const mate = await worker('east2', 'community_staff', place.east, place.eastUnit);
const west = await worker('west1', 'community_staff', place.west, place.westUnit);
const city = await worker('city9', 'city_staff', place.city, place.centre);
const [house] = (await sampleHouses(runtime, place.east, 1)) as [string];
const [far] = (await sampleHouses(runtime, place.west, 1)) as [string];

async function register(who: Worker, name: string, order: number, home: string) {
  const values = {
    name,
    id_number: sampleId('1944-05-06', order),
    phone: `1390000000${order}`,
    nation: '15',
  };
  const { status, body } = await who.ask('POST', '/api/residents', {
    client_id: randomUUID(),
    values,
    house: home,
  });
  assert.equal(status, 201, JSON.stringify(body));
  return { id: body.id as string, number: values.id_number };
}
const one = await register(east, '张桂英', 1, house);
const two = await register(east, '李建国', 3, house);
const other = await register(west, '赵外人', 5, far);

async function finished(who: Worker, id: string): Promise<Body> {
  const jobs = startJobs(runtime, [formJob]);
  try {
    for (let i = 0; i < 400; i += 1) {
      const { body } = await who.ask('GET', `/api/jobs/${id}`);
      if (!['waiting', 'running'].includes(body.state)) return body;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error('the job did not end');
  } finally {
    await jobs.stop();
  }
}

async function filledBy(who: Worker, form: string, body: object) {
  const { status, body: queued } = await who.ask('POST', `/api/forms/${form}/fills`, body);
  assert.equal(status, 202, JSON.stringify(queued));
  const job = await finished(who, queued.job);
  assert.equal(job.state, 'done', JSON.stringify(job));
  return { job, bytes: await who.download(job.result.file) };
}

async function opened(bytes: Buffer): Promise<ExcelJS.Workbook> {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(bytes as unknown as ArrayBuffer);
  return book;
}

const looksAt = (person: string) =>
  run(runtime, SYSTEM, async ({ db }) => {
    const { rows } = await sql<{ items: string[]; purpose: string }>`
      select items, purpose from resident_look where person_id = ${person}::uuid order by id`.execute(db);
    return rows;
  });

test('a list comes in, is understood and drawn, and is filled with masked values; who lives elsewhere is left out', async () => {
  const { status, body: form } = await east.upload(await listForm(), '高龄津贴.xlsx');
  assert.equal(status, 201, JSON.stringify(form));
  assert.deepEqual([form.kind, form.first, form.last, form.remembered], ['list', 5, 8, false]);
  const title = form.preview.cells.find(({ ref }: Body) => ref === 'A1');
  assert.deepEqual([title.cols, title.style.bold, title.style.size], [9, true, 20]);
  const people = [two.id, other.id, one.id];
  const shown = await east.ask('POST', `/api/forms/${form.id}/preview`, { people });
  const at = (ref: string) => shown.body.preview.cells.find((cell: Body) => cell.ref === ref);
  assert.equal(shown.body.people, 2);
  assert.deepEqual([at('B5').text, at('B5').mark], ['李建国', 'filled']);
  assert.equal(at('D5').text, `${two.number.slice(0, 4)}**********${two.number.slice(-4)}`);
  assert.deepEqual([at('I5').mark, shown.body.gaps], [undefined, 0], 'nobody remarked anything');
  const { job, bytes } = await filledBy(east, form.id, { people });
  const sheet = (await opened(bytes)).getWorksheet('名册')!;
  assert.equal(sheet.getCell('B5').value, '李建国');
  assert.equal(sheet.getCell('B6').value, '张桂英');
  assert.equal(sheet.getCell('D6').value, `${one.number.slice(0, 4)}**********${one.number.slice(-4)}`);
  assert.match(String(sheet.getCell('A2').value), /^填报单位（盖章）：东社区 +填表日期：2026年3月2日$/);
  assert.equal(sheet.getCell('A10').value, '制表人：east1 同志');
  assert.equal(job.result.name, '高龄津贴-已填.xlsx');
  assert.deepEqual(await looksAt(one.id), []);
  const { body: fills } = await east.ask('GET', `/api/forms/${form.id}/fills`);
  assert.deepEqual([fills.items[0].people, fills.items[0].state, fills.items[0].purpose], [2, 'done', null]);
  assert.equal(fills.items[0].file, job.result.file);
});

test('whole values ask for a purpose and the right, and each person has a look on record', async () => {
  const { body: form } = await east.upload(await listForm(), '名册.xlsx');
  const { job, bytes } = await filledBy(east, form.id, {
    people: [one.id, other.id],
    purpose: '民政局高龄津贴申报',
  });
  const sheet = (await opened(bytes)).getWorksheet('名册')!;
  assert.equal(sheet.getCell('D5').value, one.number);
  assert.equal(sheet.getCell('E5').value, '1944.05');
  assert.deepEqual(await looksAt(one.id), [{ items: ['id_number'], purpose: '民政局高龄津贴申报' }]);
  assert.deepEqual(await looksAt(other.id), []);
  const { rows } = await sql<{ data: Body }>`
    select data from event where kind = 'export.made' and subject = ${job.id}::uuid`.execute(runtime.db);
  assert.deepEqual([rows[0]!.data.rows, rows[0]!.data.purpose], [1, '民政局高龄津贴申报']);
  assert.ok(!JSON.stringify(rows).includes(one.number));
});

test('a form for one person comes back as a packet, one file each', async () => {
  const { body: form } = await east.upload(await personForm(), '登记表.xlsx');
  assert.equal(form.kind, 'person');
  const { job, bytes } = await filledBy(east, form.id, { people: [one.id, two.id] });
  assert.equal(job.result.name, '登记表-2人.zip');
  const zip = await fromBufferPromise(bytes, { lazyEntries: true });
  const names: string[] = [];
  for await (const entry of zip.eachEntry()) {
    names.push(entry.fileName);
    const book = await opened(await buffer(await zip.openReadStreamPromise(entry)));
    const sheet = book.getWorksheet('登记表')!;
    assert.equal(sheet.getCell('B2').value, entry.fileName.slice(2, 5));
    assert.equal(sheet.getCell('E3').value, '土家族');
    assert.equal(sheet.getCell('B6').value, '样例路 1 号 101', 'who knows the name knows the door');
    assert.equal(book.lastModifiedBy, 'east1 同志');
  }
  assert.deepEqual(names, ['1-张桂英.xlsx', '2-李建国.xlsx']);
});

test('what was said of cells is remembered for whoever hands in the same form', async () => {
  const { body: form } = await east.upload(await listForm(), '三月.xlsx');
  const change = {
    version: form.version,
    targets: [
      { ref: 'G5', item: 'phone' },
      { ref: 'C5', item: null },
    ],
  };
  program.clock.advance(60_000);
  const { status, body } = await east.ask('PATCH', `/api/forms/${form.id}`, change);
  assert.equal(status, 200, JSON.stringify(body));
  const item = (of: Body, ref: string) => of.targets.find((each: Body) => each.ref === ref).item;
  assert.deepEqual([item(body, 'G5'), item(body, 'C5')], ['phone', null]);
  assert.equal((await east.ask('PATCH', `/api/forms/${form.id}`, change)).status, 409);
  const { body: again } = await mate.upload(await listForm(6), '四月.xlsx');
  assert.equal(again.remembered, false, 'six blank rows move the words below: another form');
  const { body: same } = await mate.upload(await listForm(), '四月.xlsx');
  assert.deepEqual([same.remembered, item(same, 'G5'), item(same, 'C5')], [true, 'phone', null]);
});

test('cells that cannot be filled, items that do not exist and files that are no forms are refused at their field', async () => {
  const { body: form } = await east.upload(await listForm(), '名册.xlsx');
  const change = async (ref: string, item: string) => {
    const { status, body } = await east.ask('PATCH', `/api/forms/${form.id}`, {
      version: form.version,
      targets: [{ ref, item }],
    });
    return [status, body.fields?.[0].code];
  };
  assert.deepEqual(await change('A1', 'name'), [422, 'bad_cell']);
  assert.deepEqual(await change('H6', 'name'), [422, 'bad_cell']);
  assert.deepEqual(await change('B5', 'nothing'), [422, 'unknown_item']);
  assert.deepEqual(await change('B5', 'aids_route'), [422, 'unknown_item'], 'no item of a sensitive group');
  const refused = async (bytes: Buffer) => (await east.upload(bytes, 'x.xlsx')).body.fields[0].code;
  assert.equal(await refused(Buffer.from('姓名')), 'form_format');
  const empty = new ExcelJS.Workbook();
  empty.addWorksheet('空').getCell('A1').value = '今天天气';
  assert.equal(await refused(Buffer.from(await empty.xlsx.writeBuffer())), 'form_unknown');
});

test('forms and fills are their owner’s alone; whoever may not export has no door', async () => {
  const { body: form } = await east.upload(await listForm(), '名册.xlsx');
  for (const who of [mate, west]) {
    assert.equal((await who.ask('GET', `/api/forms/${form.id}`)).status, 404);
    assert.equal((await who.ask('POST', `/api/forms/${form.id}/fills`, { people: [one.id] })).status, 404);
    assert.equal((await who.ask('GET', `/api/forms/${form.id}/fills`)).status, 404);
    assert.equal((await who.ask('DELETE', `/api/forms/${form.id}`)).status, 404);
  }
  assert.equal((await city.ask('GET', '/api/forms')).status, 403);
  assert.equal((await east.ask('DELETE', `/api/forms/${form.id}`)).status, 204);
  assert.equal((await east.ask('GET', `/api/forms/${form.id}`)).status, 404);
});
