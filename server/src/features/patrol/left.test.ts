import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { openStage } from '../../../test/neighbour.city.ts';
import { makeVisits, visitTimer } from './jobs.ts';

const stage = await openStage();
const { runtime, clock } = stage.program;

/** A finding whose finder asked for a matter of a class that was withdrawn meanwhile. */
async function refused(): Promise<{ campaign: string; finding: string }> {
  const item = { code: 'clear', label: '消防通道畅通', kind: 'yes_no', bad: 'no' };
  const items = [{ ...item, matter_type: 'city-event', category: stage.category }];
  const when = { starts_on: '2026-03-02', ends_on: '2026-03-29', per: 'once', times: 1 };
  const areas = [stage.grid.ancestors.at(-1).id];
  const what = { client_id: randomUUID(), name: '老街消防', theme: '消防', areas, items };
  const { id } = await stage.post('community1', '/api/patrols', { ...what, ...when });
  await makeVisits(runtime);
  await classNow(id, 'withdrawn');
  const { items: visits } = await stage.done('grid1', { url: '/api/patrol-visits?limit=200' });
  const visit = visits.find((each: { campaign: string }) => each.campaign === id).id;
  const answers = [{ code: 'clear', value: false, note: '堆有纸箱', photos: 1, raise: true }];
  const payload = { client_id: randomUUID(), answers, files: [await stage.photo('grid1')] };
  await stage.post('grid1', `/api/patrol-visits/${visit}/submit`, payload);
  const [finding] = await findings(id);
  assert.deepEqual([finding.matter, finding.files], [null, []]);
  return { campaign: id, finding: finding.id };
}
const classNow = (id: string, code: string) =>
  sql`update patrol_campaign set items = jsonb_set(items, '{0,category}', to_jsonb(${code}::text)) where id = ${id}::uuid`.execute(
    runtime.db,
  );
const findings = async (id: string) =>
  (await stage.done('community1', { url: `/api/patrols/${id}/findings` })).items;
const waiting = async () =>
  (await sql`select from patrol_finding where asked and matter_id is null`.execute(runtime.db)).rows.length;

test('a finding that is refused as a matter is tried once more and left to people, with its photo; one tap raises it', async () => {
  const { campaign, finding } = await refused();
  assert.equal(await waiting(), 1);
  clock.advance(120_000);
  await visitTimer.tick(runtime);
  assert.equal(await waiting(), 0);
  const [left] = await findings(campaign);
  assert.equal((await stage.ask('community1', { url: left.files[0].url })).status, 200);
  await classNow(campaign, stage.category);
  const { matter } = await stage.post('community1', `/api/patrol-findings/${finding}/matter`);
  assert.equal((await stage.done('community1', { url: `/api/matters/${matter}` })).type, 'city-event');
});

test('what somebody found who was dismissed meanwhile waits for nobody', async () => {
  await refused();
  await sql`update account set disabled_at = now() where id = ${await stage.idOf('grid1')}::uuid`.execute(
    runtime.db,
  );
  clock.advance(120_000);
  await visitTimer.tick(runtime);
  assert.equal(await waiting(), 0);
});
