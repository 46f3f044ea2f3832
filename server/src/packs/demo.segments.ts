import { sql } from 'kysely';
import { answerPiece, type NewDuty } from '../features/duty/index.ts';
import { computeSegments, segmentTask } from '../features/ledger/index.ts';
import { ManualClock } from '../platform/clock.ts';
import { uuidv7 } from '../platform/ids.ts';
import type { Runtime } from '../platform/runtime.ts';
import type { Stage } from './director.stage.ts';

const DAY = 86_400_000;
const FIELDS: NewDuty['fields'] = [
  { name: 'got', kind: 'boolean', label: '已领取高龄津贴', required: true },
  { name: 'why', kind: 'text', label: '没有领取的原因', max_length: 100 },
];
const REASONS = ['不知道要申请', '户口不在本地', '银行卡已注销，待重办'];

interface Piece {
  id: string;
  grid: string;
}

/** The old people of one community who have not got the subsidy, as a task of its grids of three days ago: most have been asked. */
export async function loadSegmentTask(runtime: Runtime, stage: Stage, end: Date): Promise<void> {
  await computeSegments(runtime);
  const { rows: segments } = await sql<{ id: string }>`
    select id from ledger_segment where code = 'old-age-subsidy'`.execute(runtime.db);
  const then: Runtime = { ...runtime, clock: new ManualClock(new Date(end.getTime() - 3 * DAY)) };
  const community = await stage.actor(stage.staffId('community1'));
  const { id: duty } = await segmentTask(then, community, segments[0]!.id, {
    ...{ client_id: uuidv7(then.clock.now()), line: 'civil', title: '80 岁高龄津贴逐人核对' },
    instructions: '逐人上门或电话核对是否领取高龄津贴；没有领取的写明原因，帮助申请。',
    ...{ areas: [stage.areas.byCode(stage.book.at([1, 1, 1]))!.id], limit: '10wd', fields: FIELDS },
  });
  const { rows: pieces } = await sql<Piece>`
    select id, grid_id as grid from duty_piece where duty_id = ${duty}::uuid order by grid_id, id`.execute(
    runtime.db,
  );
  for (const [i, { id, grid }] of pieces.entries()) {
    const worker = stage.workerOf(stage.areas.get(grid)!.code);
    if (!worker || i % 5 > 2) continue;
    const got = i % 3 > 0;
    await answerPiece(then, await stage.actor(worker), id, {
      client_id: uuidv7(then.clock.now()),
      answers: { got, ...(!got && { why: REASONS[i % REASONS.length]! }) },
    });
  }
}
