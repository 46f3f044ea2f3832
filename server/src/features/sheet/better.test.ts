import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testTown } from '../../../test/town.ts';
import { multipart } from '../../platform/files/sample.ts';
import { finished } from './sample.ts';

// A table that was handed in as another kind than it is.
const { program, runtime, place, staff, ask } = await testTown();
const east = await staff('east1', 'community_staff', place.east, place.eastUnit);
const west = await staff('west1', 'community_staff', place.west, place.westUnit);

async function handedIn(target: string, ...lines: string[]) {
  const file = multipart(Buffer.from(lines.join('\n')), '表.csv', 'text/csv');
  const sent = await program.http.inject({
    ...{ method: 'POST', url: `/api/sheets?target=${target}`, payload: file.payload },
    headers: { ...file.headers, ...east },
  });
  assert.equal(sent.statusCode, 201, sent.body);
  return sent.json();
}
const PEOPLE = ['东社区人口登记表,,', '填表人：小李,2026年,', '姓名,身份证号,手机号码', '赵甲,,13800001000'];

test('people handed in as estates are seen to be people, and read as such without handing them in again', async () => {
  const { id, better, head } = await handedIn('estate', ...PEOPLE);
  assert.deepEqual(better, { subject: 'person', name: '人员' });
  assert.deepEqual(head, { row: 2, lines: 1 }, 'no heading of an estate is in it');
  const url = `/api/sheets/${id}/target`;
  assert.equal((await ask(west, 'PUT', url, { target: 'person' })).status, 404);
  assert.equal((await ask(east, 'PUT', url, { target: 'nothing' })).status, 404);
  const { status, body } = await ask(east, 'PUT', url, { target: 'person' });
  assert.deepEqual(
    [status, body.target, body.head, body.better],
    [200, 'person', { row: 3, lines: 1 }, null],
  );
  assert.deepEqual(body.suggested.columns, { name: '姓名', id_number: '身份证号', phone: '手机号码' });
  const started = await ask(east, 'POST', `/api/sheets/${id}/start`, {
    mapping: body.suggested,
    trial: true,
  });
  assert.equal((await finished(runtime, started.body.job)).state, 'done');
  assert.equal((await ask(east, 'GET', `/api/sheets/${id}`)).body.progress.outcomes.new, 1);
});

test('a table that is what it was handed in as is not said to be another, also where kinds share headings', async () => {
  assert.equal((await handedIn('person', ...PEOPLE)).better, null);
  const rooms = ['小区,楼栋,单元,房号,面积', '听涛雅苑,1栋,1,101,80'];
  assert.equal((await handedIn('house', ...rooms)).better, null);
  assert.equal((await handedIn('person', ...rooms)).better.subject, 'house');
  assert.equal((await handedIn('estate', '编号,备注', '1,二')).better, null);
});

test('what was chosen for the columns is not asked about again', async () => {
  const { id } = await handedIn('person', '小区,楼栋,单元,房号,住户', '听涛雅苑,1栋,1,101,赵甲');
  const mapping = { columns: { name: '住户', home_building: '楼栋' } };
  const { body } = await ask(east, 'POST', `/api/sheets/${id}/start`, { mapping, trial: true });
  assert.equal((await ask(east, 'PUT', `/api/sheets/${id}/target`, { target: 'house' })).status, 409);
  await finished(runtime, body.job);
  assert.equal((await ask(east, 'GET', `/api/sheets/${id}`)).body.better, null);
});
