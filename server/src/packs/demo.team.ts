import { addMember, addNeighbour, setStation } from '../features/duty/index.ts';
import type { Actor } from '../platform/access.ts';
import { addDays, dayOf } from '../platform/day.ts';
import { uuidv7 } from '../platform/ids.ts';
import type { Runtime } from '../platform/runtime.ts';
import type { Stage } from './director.stage.ts';

type Member = Omit<Parameters<typeof addMember>[2], 'client_id' | 'area' | 'from_on'>;

/** Numbers nobody has, as everywhere in the demo. */
const phone = (n: number) => `1990008${String(n).padStart(4, '0')}`;

const OF_COMMUNITY: Member[] = [
  {
    role: 'lawyer',
    name: '周敏',
    unit_name: '江畔律师事务所',
    services: '每周三下午坐班，合同、婚姻、邻里纠纷咨询',
    phone: phone(1),
  },
  {
    role: 'counsellor',
    name: '何静怡',
    unit_name: '心桥社会工作服务中心',
    services: '情绪困扰、亲子沟通，可预约上门',
    phone: phone(2),
  },
  {
    role: 'judge',
    name: '唐立新',
    unit_name: '东湖区人民法院',
    services: '调解指导、巡回审判',
    phone: phone(3),
  },
];
const OF_GRID: Member[] = [
  {
    role: 'police',
    name: '梁卫东',
    unit_name: '桥头派出所',
    services: '警情、户籍、出租房登记',
    phone: phone(11),
  },
  {
    role: 'doctor',
    name: '许文',
    unit_name: '社区卫生服务中心',
    services: '量血压、慢病随访、转诊，周二周四上门',
    phone: phone(12),
  },
];

/** Who stands by the grids of the first community: team, neighbour organisation, stations, entered by its own staff. */
export async function loadTeams(runtime: Runtime, stage: Stage): Promise<void> {
  const actor = await stage.actor(stage.staffId('community1'));
  const code = stage.book.at([1, 1, 1]);
  const community = stage.areas.byCode(code)!.id;
  const grids = stage.areas.children(community).filter(({ level }) => level === 'grid');
  const from_on = addDays(dayOf(runtime.clock.now()), -200);
  const id = () => uuidv7(runtime.clock.now());
  const add = (area: string, member: Member) =>
    addMember(runtime, actor, { client_id: id(), area, from_on, ...member });
  for (const member of OF_COMMUNITY) await add(community, member);
  const [manager] = stage.units.of(community, 'property');
  const urban = actorUnit(await stage.actor(stage.staffId('dept-urban')));
  for (const [i, grid] of grids.entries()) {
    const shift = (member: Member): Member => ({
      ...member,
      phone: phone(Number(member.phone!.slice(-4)) + i * 10),
    });
    for (const member of OF_GRID) await add(grid.id, shift(member));
    if (manager)
      await add(grid.id, {
        ...{ role: 'property', name: '何芳', unit: manager.id, phone: phone(13 + i * 10) },
        services: '报修、电梯、保洁、停车',
      });
  }
  if (grids[0])
    await add(grids[0].id, {
      ...{ role: 'deputed', name: '郑强', unit: urban, phone: phone(14) },
      services: '下沉联系本网格，协调城管类问题',
    });
  await neighbours(runtime, actor, community, grids);
  await stations(runtime, actor, stage, grids);
}

const actorUnit = (actor: Actor): string => actor.grants.find(({ unit }) => unit)!.unit!;

type Grid = { id: string; name: string; code: string };

async function neighbours(runtime: Runtime, actor: Actor, community: string, grids: readonly Grid[]) {
  const add = async (
    area: string,
    kind: 'committee' | 'branch' | 'group' | 'household' | 'building_head',
    said: { name: string; head?: string; place?: string; parent?: string; phone?: string },
  ) =>
    (await addNeighbour(runtime, actor, { client_id: uuidv7(runtime.clock.now()), area, kind, ...said })).id;
  const committee = await add(community, 'committee', {
    name: '社区党委',
    head: '王桂兰',
    phone: phone(900),
  });
  for (const [i, grid] of grids.slice(0, 3).entries()) {
    const branch = await add(grid.id, 'branch', {
      name: `${grid.name}党支部`,
      head: '陈大海',
      parent: committee,
    });
    const group = await add(grid.id, 'group', {
      name: '1 号楼邻里党小组',
      head: '钱玉芳',
      place: '1 号楼',
      parent: branch,
    });
    await add(grid.id, 'household', {
      name: '钱玉芳家',
      head: '钱玉芳',
      place: '1 号楼 2 单元 301',
      parent: group,
    });
    const head = { name: '1 号楼楼栋长', head: '郭振华', place: '1 号楼', phone: phone(910 + i) };
    await add(grid.id, 'building_head', { ...head, parent: group });
  }
}

/** A station in each grid that has a building, at its first one. */
async function stations(runtime: Runtime, actor: Actor, stage: Stage, grids: readonly Grid[]): Promise<void> {
  for (const grid of grids) {
    const [house] = stage.buildings.get(grid.code) ?? [];
    if (!house) continue;
    await setStation(runtime, actor, grid.id, {
      ...{ version: 0, name: `${grid.name}工作站`, address: house.address },
      point: { lng: house.lng, lat: house.lat },
      ...{ hours: '周一至周五 8:30—17:30，周六上午', phone: '12345' },
    });
  }
}
