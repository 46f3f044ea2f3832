import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { demoTemplate, signIn } from '../../../test/demo.ts';
import { testProgram } from '../../../test/harness.ts';
import { startJobs } from '../../platform/jobs.ts';
import { importJob } from './commands.upload.ts';
import type { Boundary } from './geometry.ts';

const EXTRACT = new URL(
  '../../../../../shared/data/regions/extract_wuhan_huangshi_yichang_nantong.json',
  import.meta.url,
);
const program = await testProgram(await demoTemplate());
const admin = await signIn(program, 'admin');
const grid1 = await signIn(program, 'grid1');

const get = (url: string) => program.http.inject({ url, headers: admin });
const post = (url: string) => program.http.inject({ method: 'POST', url, headers: admin });

function upload(query: string, name: string, content: string | Buffer, headers = admin) {
  const boundary = 'part-of-a-test';
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`;
  const payload = Buffer.concat([
    Buffer.from(head),
    Buffer.from(content),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  return program.http.inject({
    method: 'POST',
    url: `/api/areas/imports?${query}`,
    payload,
    headers: { ...headers, 'content-type': `multipart/form-data; boundary=${boundary}` },
  });
}

async function apply(id: string) {
  return (await post(`/api/areas/imports/${id}/apply`)).json();
}

test('a table of codes is checked, read, and only then in force; its faulty rows are named with a remedy', async () => {
  const table =
    '编码,名称,上级\n429998001801,新社区,\n42999800180X,坏社区,\n429998001802,,\n429998777001,孤社区,\n';
  const checked = (await upload('kind=codes', '社区.csv', table)).json();
  assert.equal(checked.state, 'checked', JSON.stringify(checked));
  assert.deepEqual([checked.report.total, checked.report.accepted, checked.report.created], [4, 2, 2]);
  assert.deepEqual(
    checked.report.faults.map((fault: { row: number; severity: string }) => [fault.row, fault.severity]),
    [
      [3, 'error'],
      [4, 'error'],
      [5, 'warning'],
    ],
  );
  for (const fault of checked.report.faults) assert.match(fault.remedy, /[一-龥]/);
  assert.equal((await get('/api/areas/429998001801')).statusCode, 404, 'a check changes nothing');
  const done = await apply(checked.id);
  assert.equal(done.state, 'applied');
  assert.equal((await get('/api/areas/429998001801')).json().name, '新社区');
  assert.equal((await post(`/api/areas/imports/${checked.id}/apply`)).json().code, 'not_checked');
});

test('an area that came without its parent finds it when the parent comes', async () => {
  assert.equal((await get('/api/areas/429998777001')).json().parent_id, null);
  const checked = (await upload('kind=codes', '街道.csv', 'code,name\n429998777,新街道\n')).json();
  assert.deepEqual([checked.report.created, checked.report.changed], [1, 1]);
  await apply(checked.id);
  const found = (await get('/api/areas/429998777001')).json();
  assert.deepEqual(
    found.ancestors.map((area: { code: string }) => area.code),
    ['420000', '429900', '429998', '429998777'],
  );
});

test('a city without districts: streets hang under the city, also when the table says so against the code', async () => {
  const rows = [
    { code: '441900', name: '无区市', level: '市' },
    { code: '441900003', name: '东城街道' },
    { code: '441900003001', name: '岗贝社区' },
    { code: '441999004', name: '南城街道', parent: '441900' },
  ];
  const checked = (await upload('kind=codes', '无区市.json', JSON.stringify(rows))).json();
  await apply(checked.id);
  const codes = (path: { code: string }[]) => path.map((area) => area.code);
  assert.deepEqual(codes((await get('/api/areas/441900003001')).json().ancestors), ['441900', '441900003']);
  assert.deepEqual(codes((await get('/api/areas/441999004')).json().ancestors), ['441900']);
});

test('drawn grids with code and name are created and become a version; strays and gaps are in the report', async () => {
  const { geometry } = (await get('/api/areas/429998001001002/boundary')).json() as { geometry: Boundary };
  const feature = (code: string, name: string | null, type?: string) => ({
    type: 'Feature',
    properties: { 网格编码: code, ...(name && { 网格名称: name }), ...(type && { 类型: type }) },
    geometry,
  });
  const file = {
    type: 'FeatureCollection',
    features: [
      feature('429998001001777', '专属医院', '专属网格'),
      feature('429998001001778', null),
      feature('xx', '坏网格'),
    ],
  };
  const checked = (await upload('kind=boundaries&note=补画', '网格.geojson', JSON.stringify(file))).json();
  assert.equal(checked.state, 'checked', JSON.stringify(checked));
  assert.equal(checked.report.created, 1);
  assert.equal(checked.report.errors, 1);
  assert.deepEqual(checked.report.coverage.boundary_without_area, ['429998001001778']);
  const done = await apply(checked.id);
  assert.equal(done.boundary_version, 2);
  assert.equal((await get('/api/areas/429998001001777')).json().kind, 'special');
});

test('what is no such file is refused with a remedy, and nothing can be applied', async () => {
  const binary = await upload('kind=codes', 'x.xlsx', Buffer.from([0x50, 0x4b, 3, 4, 0, 0]));
  assert.deepEqual([binary.statusCode, binary.json().fields[0].code], [422, 'not_text']);
  assert.equal((await upload('kind=codes', 'x.csv', '')).statusCode, 422);
  assert.equal((await upload('kind=maps', 'x.csv', 'a')).statusCode, 422);
  const large = await upload('kind=codes', 'x.csv', Buffer.alloc(51 * 1024 * 1024, 'a'));
  assert.deepEqual([large.statusCode, large.json().code], [413, 'too_large']);
  const wrong = (await upload('kind=boundaries', 'x.geojson', '{"type":"Topology"}')).json();
  assert.match(wrong.report.faults[0].remedy, /GeoJSON/);
  assert.equal((await post(`/api/areas/imports/${wrong.id}/apply`)).json().code, 'nothing_to_apply');
});

test('a grid worker may not upload what the administrator may', async () => {
  const table = 'code,name\n429998001803,又一社区\n';
  assert.equal((await upload('kind=codes', 'a.csv', table, grid1)).statusCode, 403);
  assert.equal((await upload('kind=codes', 'a.csv', table)).statusCode, 201);
});

test('8,729 real division codes go in as a job', {
  skip: existsSync(EXTRACT) ? false : 'the folder of shared test data is absent on this machine',
}, async () => {
  const jobs = startJobs(program.runtime, [importJob]);
  const until = async (id: string, state: string) => {
    for (let i = 0; i < 200; i++) {
      const found = (await get(`/api/areas/imports/${id}`)).json();
      if (found.state === state) return found;
      assert.notEqual(found.state, 'failed', JSON.stringify(found));
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error(`never ${state}`);
  };
  try {
    const { id, state } = (await upload('kind=codes', '四市.json', readFileSync(EXTRACT))).json();
    assert.equal(state, 'checking');
    const checked = await until(id, 'checked');
    assert.deepEqual([checked.report.created, checked.report.errors], [8729, 0]);
    await apply(id);
    const applied = await until(id, 'applied');
    assert.equal(applied.report.created, 8729);
    assert.equal(applied.report.orphans, 40);
    const page = (await get('/api/areas?level=street&parent=420102')).json();
    assert.ok(page.items.length > 10);
  } finally {
    await jobs.stop();
  }
});
