import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import {
  appeal,
  appraise,
  attempt,
  decideAppeal,
  decideCheck,
  drawSample,
  listAppraisals,
  listChecks,
  listVisits,
  matterJudgements,
  readAppeal,
} from '../features/judgement/index.ts';
import type { Actor } from '../platform/access.ts';
import { ManualClock } from '../platform/clock.ts';
import type { Runtime } from '../platform/runtime.ts';
import type { Stage } from './director.stage.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** In the order of their matters' numbers: ids are by chance, and the demo tells the same each time. */
const byNumber = <T extends { matter: { number: string } | null }>(items: readonly T[]): T[] =>
  items.toSorted((a, b) => ((a.matter?.number ?? '') < (b.matter?.number ?? '') ? -1 : 1));

/** The demo's judging: what followed from the matters by itself is there already; this is what people then do. */
class Judging {
  readonly #runtime: Runtime;
  readonly #clock: ManualClock;
  readonly #stage: Stage;
  readonly #end: number;

  constructor(runtime: Runtime, stage: Stage, end: Date) {
    this.#end = end.getTime();
    this.#clock = new ManualClock(new Date(this.#end - 240 * MINUTE));
    this.#runtime = { ...runtime, clock: this.#clock };
    this.#stage = stage;
  }

  /** Moves to so many minutes before now. */
  #at(minutes: number): void {
    this.#clock.set(new Date(this.#end - minutes * MINUTE));
  }

  #actor(username: string): Promise<Actor> {
    return this.#stage.actor(this.#stage.staffId(username));
  }

  async callBack(): Promise<void> {
    const hotline = await this.#actor('hotline');
    const { items } = await listVisits(this.#runtime, hotline, { limit: 200 });
    const said = [
      { result: 'no_answer' as const },
      { result: 'answered' as const, contacted: true, solved: true, satisfied: 'satisfied' as const },
      {
        result: 'answered' as const,
        contacted: true,
        solved: true,
        satisfied: 'basically' as const,
        note: '办得还行，就是慢了点',
      },
      { result: 'refused' as const, note: '在开车，不方便' },
    ];
    for (const [i, visit] of byNumber(items).slice(0, said.length).entries()) {
      this.#at(200 - i * 7);
      await attempt(this.#runtime, hotline, visit.id, { client_id: randomUUID(), ...said[i]! });
    }
  }

  async spotCheck(): Promise<void> {
    const street = await this.#actor('street1');
    this.#at(150);
    const day = (at: number) => new Date(at + 480 * MINUTE).toISOString().slice(0, 10);
    const period = { from: day(this.#end - 30 * DAY), to: day(this.#end) };
    await drawSample(this.#runtime, street, {
      client_id: randomUUID(),
      ...period,
      size: 6,
      seed: '示例抽查',
    });
    const { items } = await listChecks(this.#runtime, street, { limit: 50 });
    const found = [
      { outcome: 'confirmed' as const, note: '现场查看，确已处理完毕' },
      { outcome: 'confirmed' as const, note: '电话核实，诉求人确认已解决' },
      { outcome: 'false_closing' as const, note: '现场查看，问题仍在，答复与实际不符' },
    ];
    for (const [i, { id, version }] of byNumber(items).slice(0, found.length).entries()) {
      this.#at(120 - i * 9);
      await decideCheck(this.#runtime, street, id, { version, ...found[i]! });
    }
  }

  async judgeDepartments(): Promise<void> {
    const street = await this.#actor('street1');
    const { items } = await listAppraisals(this.#runtime, street, { limit: 200 });
    const asked = byNumber(items)
      .filter(({ state, changeable, matter }) => state === 'asked' && changeable && matter?.closed_at)
      .slice(0, 2);
    for (const [i, { matter, unit }] of asked.entries()) {
      this.#at(80 - i * 6);
      const scores = i === 0 ? { timely: 5, solved: 5, attitude: 4 } : { timely: 2, solved: 3, attitude: 4 };
      const comment = i === 0 ? '响应快，一次办好' : '催了两次才到场';
      await appraise(this.#runtime, street, matter!.id, { unit: unit.id, ...scores, comment });
    }
  }

  /** Up to three appeals of the district's urban management: one waits, one is accepted, one approved. */
  async appeal(): Promise<void> {
    const department = await this.#actor('dept-urban');
    const district = await this.#actor('district1');
    const unit = department.grants.find((grant) => grant.unit)!.unit!;
    this.#at(70);
    const { rows } = await sql<{ id: string }>`
      select id from matter where main_unit = ${unit}::uuid and not confidential order by updated_at desc, number limit 80`.execute(
      this.#runtime.db,
    );
    const made: string[] = [];
    for (const { id } of rows) {
      if (made.length === 3) break;
      const { items } = await matterJudgements(this.#runtime, department, id);
      const bad = items.find(
        ({ tone, appeal_by }) => tone === 'bad' && appeal_by.some((each) => each.id === unit),
      );
      if (!bad) continue;
      const reason = '当日遇暴雨红色预警，按要求暂停户外作业，有通知为证';
      const target = bad.target ? { target: bad.target } : {};
      const said = { client_id: randomUUID(), what: bad.what, ...target, unit, reason };
      made.push(await appeal(this.#runtime, department, id, said));
    }
    const take = async (id: string, step: 'accept' | 'approve', words?: string) => {
      const { version } = await readAppeal(this.#runtime, district, id);
      await decideAppeal(this.#runtime, district, id, step, { version, ...(words && { words }) });
    };
    this.#at(30);
    for (const id of made.slice(1)) await take(id, 'accept');
    this.#at(20);
    for (const id of made.slice(2)) await take(id, 'approve', '停工通知属实，超期不由该单位负责，予以剔除');
  }
}

/** What people judge in the last hours of the demo's history, by the real commands. Needs what follows from the matters to be there. */
export async function loadJudging(runtime: Runtime, stage: Stage, end: Date): Promise<void> {
  const judging = new Judging(runtime, stage, end);
  await judging.callBack();
  await judging.spotCheck();
  await judging.judgeDepartments();
  await judging.appeal();
}
