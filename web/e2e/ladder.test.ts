import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sweep } from '../../server/src/features/matter/sweep.ts';
import { consoleOf, dispatched, report } from './console.sample.ts';
import { assertClean, shot } from './harness.ts';
import { realBrowser } from './real.ts';

const { browser, real } = await realBrowser();

const HOUR = 3_600_000;

/** Lets hours pass as the sweep sees it, by halves of one. */
async function pass(from: number, hours: number): Promise<void> {
  for (let hour = from; hour <= hours; hour += 0.5) {
    const clock = { now: () => new Date(Date.now() + hour * HOUR) };
    await sweep({ ...real.program.runtime, clock }, 400);
  }
}

test('overdue: the department is warned, pressed and carded, answers; the centre sees it climb', async () => {
  const matter = await report(real, '施工围挡占了整条人行道，行人只能走机动车道。');
  await dispatched(await real.as('community1'), matter.id);
  const kinds = async () =>
    (
      await (
        await real.as('dept-urban')
      ).get<{ items: { kind: string }[] }>(`/api/matters/${matter.id}/events`)
    ).items.map(({ kind }) => kind);
  let hours = 0;
  while (!(await kinds()).includes('card') && hours < 24 * 20) {
    await pass(hours + 0.5, hours + 6);
    hours += 6;
  }
  assert.ok((await kinds()).includes('warn') && (await kinds()).includes('press'), String(await kinds()));

  const office = await consoleOf(browser, real, 'dept-urban', `/matters/${matter.id}`);
  const panel = office.page.getByRole('region', { name: '督办' });
  await panel.getByText('黄牌督办').first().waitFor();
  await panel.getByText('待回复').waitFor();
  await shot(office, 'ladder-yellow');
  await pass(hours + 0.5, hours + 24 * 4);
  hours += 24 * 4;
  await office.page.reload();
  await panel.getByText('红牌督办（挂牌）').first().waitFor();
  await panel.getByText('逾期未回复，已升级').first().waitFor();
  await shot(office, 'ladder-red');

  await office.page.getByRole('button', { name: '回复督办', exact: true }).first().click();
  await office.page.getByLabel('回复内容').fill('围挡手续已核实，今晚拆除，明早恢复通行。');
  await office.page.getByRole('dialog').getByRole('button', { name: '回复督办', exact: true }).click();
  await panel.getByText('已回复').first().waitFor();
  await panel.getByText('围挡手续已核实').first().waitFor();
  await shot(office, 'ladder-replied');
  assertClean(office);

  await pass(hours + 0.5, hours + 24 * 4);
  const centre = await consoleOf(browser, real, 'street1', `/matters/${matter.id}`);
  await centre.page.getByText('提级', { exact: false }).first().waitFor();
  await centre.page.getByRole('region', { name: '督办' }).getByText('黄牌督办').first().waitFor();
  await shot(centre, 'ladder-centre');
  const { level } = await (await real.as('street1')).get<{ level: string }>(`/api/matters/${matter.id}`);
  assert.ok('BCD'.includes(level), level);
  assertClean(centre);
});
