import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { testTown } from '../../../test/town.ts';
import { multipart } from '../../platform/files/sample.ts';
import { finished } from './sample.ts';

// What the headings of tables of people are taken for, as whoever hands them in is asked.
const { program, runtime, place, staff, ask } = await testTown();
const headers = await staff('east1', 'community_staff', place.east, place.eastUnit);

/** A table of people handed in, with how its columns are proposed to be read. */
async function handedIn(lines: readonly string[]) {
  const file = multipart(Buffer.from(lines.join('\n')), '人员.csv', 'text/csv');
  const sent = await program.http.inject({
    ...{ method: 'POST', url: '/api/sheets?target=person', payload: file.payload },
    headers: { ...file.headers, ...headers },
  });
  assert.equal(sent.statusCode, 201, sent.body);
  return sent.json();
}

/** Tries an import with these columns, and forgets, if asked, that the field for a home's address was there already. */
async function tried(id: string, mapping: object, before?: 'before'): Promise<void> {
  program.clock.advance(60_000);
  const { body } = await ask(headers, 'POST', `/api/sheets/${id}/start`, { mapping, trial: true });
  assert.equal((await finished(runtime, body.job)).state, 'done');
  if (before) await sql`update sheet_import set successors = '{}' where id = ${id}::uuid`.execute(runtime.db);
}

test('a heading that was remembered as words only is offered as the home that it means now, one chosen by hand as it was chosen', async () => {
  const lines = ['姓名,手机,住址,来信地点', '赵甲,13800001000,听涛雅苑2栋2单元601室,外地'];
  const before = { name: '姓名', phone: '手机', residence_address: '住址', workplace: '来信地点' };
  const { id } = await handedIn(lines);
  await tried(id, { columns: before, formulas: 'take' }, 'before');
  const { remembered, suggested } = await handedIn(lines);
  assert.deepEqual(
    [remembered, suggested],
    [
      true,
      {
        columns: { name: '姓名', phone: '手机', home_address: '住址', workplace: '来信地点' },
        formulas: 'take',
      },
    ],
  );
  const by = { ...before, residence_address: '来信地点', home_address: '住址', workplace: '手机' };
  await tried(id, { columns: by }, 'before');
  assert.deepEqual((await handedIn(lines)).suggested.columns, by);
});

test('who keeps words only after the home was offered for them is not offered it again', async () => {
  const lines = ['姓名,电话,住址', '赵甲,13800001000,听涛雅苑2栋2单元601室'];
  const words = { name: '姓名', phone: '电话', residence_address: '住址' };
  const { id } = await handedIn(lines);
  await tried(id, { columns: words }, 'before');
  const next = await handedIn(lines);
  assert.equal(next.suggested.columns.home_address, '住址');
  await tried(next.id, { columns: words });
  for (let month = 0; month < 2; month++) {
    const later = await handedIn(lines);
    assert.deepEqual(later.suggested.columns, words);
    await tried(later.id, later.suggested);
  }
});

test('headings that a city gave to an item of its own go before those that the program knows', async () => {
  const admin = await staff('admin1', 'system_admin', place.city, place.centre);
  const items = (await ask(admin, 'GET', '/api/registry/person/items')).body.items;
  const give = async (code: string, own_aliases: string[]) => {
    const { version } = items.find((item: { code: string }) => item.code === code);
    const url = `/api/registry/person/items/${code}`;
    assert.equal((await ask(admin, 'PATCH', url, { version, own_aliases })).status, 200);
  };
  await give('residence_address', ['居住地址', '现住地址']);
  await give('remark', ['区域']);
  const columns = async (heading: string) =>
    (await handedIn([`姓名,血型编号,${heading}`, '赵甲,1,甲'])).suggested.columns;
  for (const own of ['居住地址', '现住地址'])
    assert.deepEqual(await columns(own), { name: '姓名', residence_address: own });
  assert.deepEqual(await columns('区域'), { name: '姓名', remark: '区域' });
  assert.deepEqual(await columns('家庭住址'), { name: '姓名', home_address: '家庭住址' });
});
