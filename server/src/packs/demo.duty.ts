import { sql } from 'kysely';
import {
  answerPiece,
  applyAdmission,
  createDuty,
  decideAdmission,
  type NewDuty,
  objectTo,
  returnPiece,
} from '../features/duty/index.ts';
import type { Actor } from '../platform/access.ts';
import { ManualClock } from '../platform/clock.ts';
import { addDays, dayOf } from '../platform/day.ts';
import { uuidv7 } from '../platform/ids.ts';
import type { Runtime } from '../platform/runtime.ts';
import type { Stage } from './director.stage.ts';

const DAY = 86_400_000;
const id = (runtime: Runtime) => uuidv7(runtime.clock.now());

const RENTALS: NewDuty['fields'] = [
  { name: 'homes', kind: 'number', label: '走访出租房户数', required: true, min: 0 },
  { name: 'registered', kind: 'boolean', label: '租住人员都已登记', required: true },
  {
    name: 'hazard',
    kind: 'select',
    label: '发现的隐患',
    multiple: true,
    options: [
      { value: 'none', label: '无' },
      { value: 'wires', label: '飞线充电' },
      { value: 'gas', label: '瓶装气不规范' },
      { value: 'exit', label: '通道堵塞' },
    ],
  },
  { name: 'more', kind: 'textarea', label: '需要部门跟进的', max_length: 300 },
];
const SHOPS: NewDuty['fields'] = [
  { name: 'shops', kind: 'number', label: '沿街商铺数', required: true, min: 0 },
  { name: 'good', kind: 'number', label: '门前三包落实的', required: true, min: 0 },
  { name: 'on', kind: 'date', label: '查看日期', required: true },
];
const ELDERS: NewDuty['fields'] = [
  { name: 'visited', kind: 'number', label: '看望的高龄老人', required: true, min: 0 },
  { name: 'need', kind: 'text', label: '有什么需要', max_length: 100 },
];

interface Place {
  community: string;
  street: string;
  grids: string[];
}

/** A task of the police's line, nine days ago: most grids have answered, one was sent back, some are late. */
async function rentals(runtime: Runtime, stage: Stage, giver: Actor, place: Place): Promise<void> {
  const duty = await createDuty(runtime, giver, {
    ...{ client_id: id(runtime), line: 'police', title: '出租房和流动人口走访' },
    instructions: '逐户走访辖区出租房，核对租住人员是否登记，顺带看消防和用气安全。',
    ...{ areas: [place.community], limit: '5wd', fields: RENTALS },
  });
  const pieces = await piecesOf(runtime, duty.id);
  for (const [i, code] of place.grids.entries()) {
    const worker = stage.workerOf(code);
    const piece = pieces.get(stage.areas.byCode(code)!.id);
    if (!worker || !piece || i % 4 === 3) continue;
    await answerPiece(runtime, await stage.actor(worker), piece, {
      client_id: id(runtime),
      answers: {
        homes: 6 + ((i * 5) % 11),
        registered: i % 3 !== 1,
        hazard: i % 3 === 1 ? ['wires', 'exit'] : ['none'],
      },
      ...(i % 3 === 1 && { note: '两户白天无人，约好周末再去' }),
    });
  }
  const second = pieces.get(stage.areas.byCode(place.grids[1]!)?.id ?? '');
  if (second)
    await returnPiece(runtime, giver, second, { version: 2, reason: '请写明飞线充电是哪一栋，便于消防跟进' });
}

async function piecesOf(runtime: Runtime, duty: string): Promise<Map<string, string>> {
  const { rows } = await sql<{ grid: string; id: string }>`
    select grid_id as grid, id from duty_piece where duty_id = ${duty}::uuid`.execute(runtime.db);
  return new Map(rows.map((row) => [row.grid, row.id]));
}

/** What a department may ask: one on the list, one that waits for the district, one that was refused. */
async function admissions(runtime: Runtime, cast: Cast, place: Place): Promise<string> {
  const today = dayOf(runtime.clock.now());
  const apply = (name: string, content: string, reason: string) =>
    applyAdmission(runtime, cast.department, {
      ...{ client_id: id(runtime), line: 'urban', name, content, reason },
      ...{ areas: [place.street], from_on: today, to_on: addDays(today, 365), most: 1, per: 'month' },
    });
  const step = (
    entry: string,
    actor: Actor,
    version: number,
    action: 'review' | 'approve' | 'refuse',
    said?: string,
  ) => decideAdmission(runtime, actor, entry, { version, action, ...(said && { said }) });
  const listed = await apply(
    '门前三包查看',
    '每月查看沿街商铺门前三包落实情况，只看不罚，问题随手拍上报。',
    '市容和环境卫生管理条例；执法队员巡查不到背街小巷。',
  );
  await step(listed.id, cast.district, 1, 'review', '符合网格职责，每月一次为限');
  await step(listed.id, cast.city, 2, 'approve', '同意');
  const refused = await apply('张贴收费通知', '逐户张贴垃圾处理费缴费通知。', '收缴率偏低。');
  await step(refused.id, cast.district, 1, 'refuse', '收费通知由部门自行寄送，不属于网格事务');
  await apply('犬只登记摸底', '走访时顺带登记养犬户数。', '养犬管理条例要求年内完成摸底。');
  return listed.id;
}

interface Cast {
  community: Actor;
  street: Actor;
  district: Actor;
  city: Actor;
  department: Actor;
  worker: Actor;
}

async function castOf(stage: Stage): Promise<Cast> {
  const names = ['community1', 'street1', 'district1', 'city1', 'dept-urban', 'grid1'];
  const [community, street, district, city, department, worker] = await Promise.all(
    names.map((name) => stage.actor(stage.staffId(name))),
  );
  return { community, street, district, city, department, worker } as Cast;
}

/** Tasks of three lines, an admission list, and an objection, by the real commands at moments of the last nine days. */
export async function loadDuties(runtime: Runtime, stage: Stage, end: Date): Promise<void> {
  const clock = new ManualClock(new Date(end.getTime() - 9 * DAY));
  const then: Runtime = { ...runtime, clock };
  const [community, street] = [stage.book.at([1, 1, 1]), stage.book.at([1, 1])];
  const place: Place = {
    community: stage.areas.byCode(community)!.id,
    street: stage.areas.byCode(street)!.id,
    grids: stage.book
      .ofLevel('grid')
      .map(({ code }) => code)
      .filter((code) => stage.book.within(code, community)),
  };
  const cast = await castOf(stage);
  await rentals(then, stage, cast.community, place);
  clock.set(new Date(end.getTime() - 4 * DAY));
  const admission = await admissions(then, cast, place);
  clock.set(new Date(end.getTime() - 2 * DAY));
  await createDuty(then, cast.department, {
    ...{ client_id: id(then), line: 'urban', title: '沿街商铺门前三包查看', admission },
    instructions: '看店铺门前卫生、秩序、绿化三项，逐店记数。',
    ...{ areas: [place.community], limit: '10wd', fields: SHOPS, photos: 1, position: true },
  });
  await createDuty(then, cast.street, {
    ...{ client_id: id(then), line: 'civil', title: '寒潮前看望高龄老人' },
    instructions: '看望辖区 80 岁以上老人，看取暖、用电，问有什么需要。',
    ...{ areas: [place.street], limit: '5wd', fields: ELDERS },
  });
  await objectTo(then, cast.worker, {
    client_id: id(then),
    text: '供水公司电话要求网格员逐户抄水表，这件事不在清单上',
  });
}
