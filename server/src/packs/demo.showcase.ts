import { sql } from 'kysely';
import { enterLeave } from '../features/account/index.ts';
import { addMediator, addParty } from '../features/dispute/index.ts';
import { createCampaign, makeVisits, submitVisit } from '../features/patrol/index.ts';
import { addEntry, addItem, createList } from '../features/project/index.ts';
import type { Actor } from '../platform/access.ts';
import { addDays, dayOf } from '../platform/day.ts';
import { uuidv7 } from '../platform/ids.ts';
import type { Runtime } from '../platform/runtime.ts';
import type { Stage } from './director.stage.ts';

const idAt = (runtime: Runtime) => uuidv7(runtime.clock.now());
const unitOf = (actor: Actor): string => actor.grants.find((grant) => grant.unit)!.unit!;

const FIRE_CHECK = [
  {
    code: 'passage',
    label: '消防通道畅通',
    kind: 'yes_no' as const,
    bad: 'no' as const,
    matter_type: 'city-event',
  },
  { code: 'extinguishers', label: '灭火器在有效期内的数量', kind: 'number' as const, min: 2 },
  { code: 'more', label: '其他情况', kind: 'text' as const, required: false },
];

/** A campaign over one community that began some days ago, with the first grid walked and a problem found. */
async function patrols(runtime: Runtime, community: Actor, worker: Actor): Promise<void> {
  const today = dayOf(runtime.clock.now());
  const area = areaOf(community);
  await createCampaign(runtime, community, {
    client_id: idAt(runtime),
    name: '老街消防隐患排查',
    theme: '消防安全',
    areas: [area],
    starts_on: addDays(today, -10),
    ends_on: addDays(today, 50),
    per: 'week',
    times: 1,
    items: FIRE_CHECK,
  });
  await makeVisits(runtime);
  const { rows } = await sql<{ id: string }>`
    select id from patrol_visit where account_id = ${worker.id}::uuid and state = 'open' order by due_at limit 2`.execute(
    runtime.db,
  );
  for (const [i, { id }] of rows.entries())
    await submitVisit(runtime, worker, id, {
      client_id: idAt(runtime),
      answers: [
        { code: 'passage', value: i === 0, ...(i === 0 ? {} : { note: '二单元门口堆放纸箱' }) },
        { code: 'extinguishers', value: 3 },
      ],
    });
}

const areaOf = (actor: Actor): string =>
  actor.grants.find((grant) => grant.permission === 'patrol:manage' && grant.area)!.area!;

/** A public list of promised things, one of them on its way, one late. */
async function projects(runtime: Runtime, owner: Actor): Promise<void> {
  const today = dayOf(runtime.clock.now());
  const list = await createList(runtime, owner, {
    client_id: idAt(runtime),
    name: '年度民生实事',
    about: '向居民承诺的实事，逐项公开进度。',
    public: true,
  });
  const things: [string, number, number][] = [
    ['加装路灯二十盏', 60, 40],
    ['改造老旧小区非机动车棚', 90, 15],
    ['新建口袋公园一处', -5, 70],
  ];
  for (const [name, days, percent] of things) {
    const item = await addItem(runtime, owner, list.id, {
      client_id: idAt(runtime),
      name,
      unit: unitOf(owner),
      deadline: addDays(today, days),
      milestones: [{ name: '方案公示', due_on: addDays(today, Math.min(days, -8)) }],
    });
    const text = '方案已公示，正在施工';
    await addEntry(runtime, owner, item.id, {
      client_id: idAt(runtime),
      text,
      percent,
      milestones: ['方案公示'],
    });
  }
}

/** One of the community's disputes with its parties and a mediator, so that the file of a dispute shows something. */
async function disputes(runtime: Runtime, community: Actor): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select m.id from matter m where m.type_code = 'dispute' and m.open and m.centre_unit = ${unitOf(community)}::uuid
    order by m.id desc limit 1`.execute(runtime.db);
  const [dispute] = rows;
  if (!dispute) return;
  const party = (role: 'applicant' | 'respondent', name: string, phone: string) =>
    addParty(runtime, community, dispute.id, { client_id: idAt(runtime), role, name, phone });
  await party('applicant', '罗小梅', '19900009001');
  await party('respondent', '赵大江', '19900009002');
  await addMediator(runtime, community, dispute.id, {
    client_id: idAt(runtime),
    kind: 'people',
    account: 'grid1',
  });
  await addMediator(runtime, community, dispute.id, {
    client_id: idAt(runtime),
    kind: 'lawyer',
    name: '周律师',
  });
}

const HOUR = 3_600_000;

/** Enters a leave, in hours from now, for the first of a role in the actor's unit who is nobody's demo account. */
async function away(
  runtime: Runtime,
  lead: Actor,
  role: string,
  standIn: string,
  [from, to]: [from: number, to: number],
  reason: string,
): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select a.id from account a join account_relation l on l.account_id = a.id and l.ended_at is null
    where l.role_code = ${role} and l.unit_id = ${unitOf(lead)}::uuid and a.demo_order = 0 and a.disabled_at is null
    order by a.username limit 1`.execute(runtime.db);
  const [person] = rows;
  if (!person) return;
  const at = (hours: number) => new Date(runtime.clock.now().getTime() + hours * HOUR).toISOString();
  await enterLeave(runtime, lead, {
    ...{ account_id: person.id, stand_in_id: standIn, take_back: true },
    ...{ from_at: at(from), to_at: at(to), reason },
  });
}

/** What the history of matters does not show by itself, made by the real commands as the demo's own people. */
export async function showcase(runtime: Runtime, stage: Stage): Promise<void> {
  const [community, street, worker, department] = await Promise.all(
    ['community1', 'street1', 'grid1', 'dept-urban'].map((name) => stage.actor(stage.staffId(name))),
  );
  await away(runtime, community!, 'grid_worker', worker!.id, [-20, 52], '回老家办事');
  await away(runtime, department!, 'department_staff', department!.id, [30, 78], '外出培训');
  await patrols(runtime, community!, worker!);
  await projects(runtime, street!);
  await disputes(runtime, community!);
}
