import { readFile } from 'node:fs/promises';
import { SYSTEM } from '../../platform/access.ts';
import { run } from '../../platform/runtime.ts';
import { createStaff, createUnit, forgetUnits } from '../account/index.ts';
import { askingCity } from '../matter/asking.sample.ts';
import { parseSettings, provideSettings, type Settings } from './settings.ts';

const PACK = new URL('../../../../packs/default/judgement.yaml', import.meta.url);

/** The shipped settings, with everybody asked who can be. */
export async function sampleSettings(): Promise<Settings> {
  const settings = parseSettings(await readFile(PACK, 'utf8'));
  const everybody = { code: 'all', share: 1, holder: 'hotline' as const };
  return {
    ...settings,
    visits: { ...settings.visits, rules: [everybody] },
    served: { ...settings.served, share: 1 },
  };
}

/** The small city with a hotline, a command centre above the street, and everybody asked after closing. */
export async function judgingCity(program: Parameters<typeof askingCity>[0] & { settle(): Promise<void> }) {
  const city = await askingCity(program);
  const { runtime } = city.program;
  const settings = await sampleSettings();
  const [water, street] = [await city.unitOf('water'), await city.unitOf('street')];
  const added = await run(runtime, SYSTEM, async (ctx) => {
    await provideSettings(ctx, settings);
    const { rows } = await ctx.db
      .selectFrom('area')
      .select(['id', 'code'])
      .execute()
      .then((rows) => ({ rows }));
    const area = (code: string) => rows.find((row) => row.code === code)!.id;
    const unit = async (code: string, kind: string, at: string) =>
      (await createUnit(ctx, { code, name: code, kind, areaId: area(at) })).id;
    const staff = async (username: string, role: string, unitId: string) =>
      (
        await createStaff(ctx, {
          username,
          name: username,
          passwordHash: 'none',
          relations: [{ role, unitId }],
        })
      ).id;
    const district = await unit('district', 'centre', '429901');
    const hotline = await unit('hotline', 'hotline', '4299');
    await ctx.db
      .updateTable('account_unit')
      .set({ parent_id: district })
      .where('id', 'in', [water, street])
      .execute();
    return {
      district: await staff('district', 'district_staff', district),
      hotline: await staff('hotline', 'hotline_agent', hotline),
    };
  });
  forgetUnits(runtime);
  const [district, hotline] = [await city.voiceOf(added.district), await city.voiceOf(added.hotline)];
  /** Twice: what judging tells is counted by followers that come before it. */
  async function settle(): Promise<void> {
    await program.settle();
    await program.settle();
  }

  /** A matter of the caller, worked on by the water company and closed by the western community. */
  async function closed(who = city.caller, more: object = {}) {
    const matter = await city.report(who, more);
    await city.perform(city.west, matter.id, 'dispatch', { units: [{ unit: water, role: 'main' }] });
    await city.perform(city.water, matter.id, 'feedback', { reply: '井盖已经换好了' });
    const answer = await city.perform(city.west, matter.id, 'close', { met: true });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    await settle();
    return answer.body;
  }
  /** How a matter was judged, as somebody reads it. */
  const judgements = async (who: typeof district, id: string) =>
    (await who('GET', `/api/matters/${id}/judgements`)).body;

  return { ...city, added, district, hotline, settle, closed, judgements, waterUnit: water };
}
