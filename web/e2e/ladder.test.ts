import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sweep } from '../../server/src/features/matter/sweep.ts';
import { consoleOf, dispatched, report } from './console.sample.ts';
import { assertClean, shot } from './harness.ts';
import { realBrowser } from './real.ts';

const { browser, real } = await realBrowser();

const HOUR = 3_600_000;

let hour = 0;

/**
 * Lets time pass as the sweep sees it, by half hours, until that holds: the ladder counts working time, so how long it is depends on the
 * day of the run. Fails after the longest holiday and as much again as any rung waits.
 */
async function passUntil(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const last = hour + 20 * 24; hour < last; ) {
    for (let half = 0; half < 12; half += 1) {
      hour += 0.5;
      const at = hour * HOUR;
      const clock = { now: () => new Date(Date.now() + at) };
      await sweep({ ...real.program.runtime, clock }, 400);
    }
    if (await holds()) return;
  }
  assert.fail(`${what}: not within 20 days`);
}

test('overdue: the department is warned, pressed and carded, answers; the centre sees it climb', async () => {
  const matter = await report(real, '施工围挡占了整条人行道，行人只能走机动车道。');
  await dispatched(await real.as('community1'), matter.id);
  const department = await real.as('dept-urban');
  const told = async <T>(what: string) =>
    (await department.get<{ items: T[] }>(`/api/matters/${matter.id}/${what}`)).items;
  const kinds = async () => (await told<{ kind: string }>('events')).map(({ kind }) => kind);
  await passUntil('a card', async () => (await kinds()).includes('card'));
  assert.ok((await kinds()).includes('warn') && (await kinds()).includes('press'), String(await kinds()));

  const office = await consoleOf(browser, real, 'dept-urban', `/matters/${matter.id}`);
  const panel = office.page.getByRole('region', { name: '督办' });
  await panel.getByText('黄牌督办').first().waitFor();
  await panel.getByText('待回复').waitFor();
  await shot(office, 'ladder-yellow');
  await passUntil('a red card after one that nobody answered', async () => {
    const cards = await told<{ level: string; state: string }>('cards');
    return cards.some(({ level }) => level === 'red') && cards.some(({ state }) => state === 'climbed');
  });
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

  const levelNow = async () =>
    (await (await real.as('street1')).get<{ level: string }>(`/api/matters/${matter.id}`)).level;
  await passUntil('a higher level', async () => 'BCD'.includes(await levelNow()));
  const centre = await consoleOf(browser, real, 'street1', `/matters/${matter.id}`);
  await centre.page.getByText('提级', { exact: false }).first().waitFor();
  await centre.page.getByRole('region', { name: '督办' }).getByText('黄牌督办').first().waitFor();
  await shot(centre, 'ladder-centre');
  assertClean(centre);
});
