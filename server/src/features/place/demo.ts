import { sql } from 'kysely';
import { SYSTEM } from '../../platform/access.ts';
import { addDays, dayOf } from '../../platform/day.ts';
import { uuidv7 } from '../../platform/ids.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { creditCheck } from '../dictionary/index.ts';
import { addLink } from './commands.link.ts';
import { createPlace } from './commands.ts';
import type { Subject } from './rules.ts';

/** A building of the fictional city, as its pack says it. `code` is the grid. */
export interface DemoSite {
  name: string;
  address: string;
  use: string;
  code: string;
  lng: number;
  lat: number;
}

const FACILITIES: [kind: string, name: string, hours: string, capacity: number][] = [
  ['01', '幸福食堂', '10:30—13:00，16:30—18:30', 60],
  ['02', '托育园', '工作日 7:30—18:00', 45],
  ['03', '老年活动中心', '每日 8:30—17:30', 80],
  ['04', '文化健身广场', '全天开放', 200],
  ['05', '口袋公园', '全天开放', 120],
  ['06', '党群连心站', '工作日 9:00—17:00', 20],
  ['07', '便民服务点', '工作日 9:00—17:00', 12],
  ['08', '停车充电站', '全天开放', 40],
];
const COMPANIES: [words: string, kind: string, industry: string][] = [
  ['文化传媒有限公司', '01', 'R'],
  ['软件技术有限公司', '01', 'I'],
  ['商务咨询有限公司', '01', 'L'],
  ['速递服务部', '03', 'G'],
  ['餐馆', '04', 'H'],
  ['便利店', '04', 'F'],
  ['养老服务中心', '02', 'Q'],
  ['装饰工程有限公司', '01', 'E'],
];
const FIRST = '云帆 青禾 江澜 明德 东篱 晴川 知行 汇川 楚天 新桥 锦程 启明'.split(' ');
const PARTS = ['gbt-c-01-37', 'gbt-c-01-02', 'gbt-c-03-05', 'gbt-c-02-12', 'gbt-c-01-46', 'gbt-c-04-07'];
const INCIDENTS: [kind: string, name: string, level: string, solved: '1' | '0', brief: string][] = [
  ['盗窃', '电动车电瓶被盗案', '04', '1', '停在车棚的电动车电瓶被撬走，调看监控后破案。'],
  ['盗窃', '商铺夜间被盗案', '04', '0', '卷帘门被撬，收银台现金被盗。'],
  ['诈骗', '冒充客服退款诈骗案', '04', '0', '以退款为由引导转账，已止付部分款项。'],
  ['火灾', '楼道电动车充电起火', '03', '1', '飞线充电引燃楼道杂物，无人员伤亡，已清理整治。'],
  ['治安', '夜市摊位争执斗殴', '04', '1', '因占道争执动手，已调解处理。'],
  ['事故', '校门口交通刮擦', '04', '1', '放学时段车辆刮擦，已增设护学岗。'],
];
const PEOPLE = '罗小梅 赵大江 周晚晴 钱一帆 孙知秋 李望舒'.split(' ');

/** Numbers and plates that nobody has. */
const phone = (n: number): string => `1990001${String(n % 10_000).padStart(4, '0')}`;
const creditOf = (n: number): string => {
  const start = `9142999${n % 2}MA${String(n).padStart(7, '0')}`;
  return start + creditCheck(start);
};

/** Makes registered things of the fictional city by the commands, one after another. */
class Maker {
  readonly #runtime: Runtime;
  made = 0;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  async make(subject: Subject, site: DemoSite, values: Record<string, string | number>, more: object = {}) {
    this.made += 1;
    // Beside each other, not upon each other.
    const point = {
      lng: site.lng + ((this.made % 5) - 2) * 0.00006,
      lat: site.lat + ((this.made % 3) - 1) * 0.00006,
    };
    const client_id = uuidv7(this.#runtime.clock.now());
    const body = { client_id, subject, point, values, ...more };
    return (await createPlace(this.#runtime, SYSTEM, body, 'demo')).id;
  }

  facility(site: DemoSite, community: string, at: number) {
    const [kind, name, open_hours, capacity] = FACILITIES[at % FACILITIES.length]!;
    const values = {
      kind,
      name: `${community}${name}`,
      address: site.address,
      open_hours,
      capacity,
      state: '1',
    };
    return this.make('facility', site, { ...values, phone: phone(9000 - this.made) }, { public: true });
  }

  organisation(site: DemoSite) {
    const n = this.made;
    const [words, kind, industry] = COMPANIES[n % COMPANIES.length]!;
    return this.make('organisation', site, {
      ...{
        kind,
        industry,
        name: `滨江${FIRST[(n * 5) % FIRST.length]}${FIRST[(n * 7 + 3) % FIRST.length]}${words}`,
      },
      ...{ credit_code: creditOf(n), state: n % 11 === 0 ? '2' : '1', address: site.address },
      ...{ employees: 3 + ((n * 13) % 90), has_party: n % 4 === 0 ? '是' : '否' },
      ...{
        legal_name: PEOPLE[n % PEOPLE.length]!,
        legal_phone: phone(n),
        phone: phone(8000 - n),
      },
    });
  }

  component(site: DemoSite) {
    const kind = PARTS[this.made % PARTS.length]!;
    return this.make('component', site, {
      kind,
      state: this.made % 9 === 0 ? '2' : '1',
      address: `${site.address}门前`,
    });
  }

  vehicle(site: DemoSite) {
    const n = this.made;
    const plate = n % 3 === 0 ? `鄂ZD${String(10_000 + n * 7)}` : `鄂Z${String(10_000 + n * 7)}`;
    const owner = { owner_name: PEOPLE[n % PEOPLE.length]!, owner_phone: phone(n) };
    return this.make('vehicle', site, {
      plate,
      kind: '01',
      use: '1',
      ...owner,
      parking: `${site.name}旁 ${n % 60} 号位`,
    });
  }

  /** About a facility here, where there is one. */
  incident(site: DemoSite, related: string | null) {
    const n = this.made;
    const [kind, name, level, state, brief] = INCIDENTS[n % INCIDENTS.length]!;
    const happened_on = addDays(dayOf(this.#runtime.clock.now()), -3 - ((n * 11) % 200));
    const values = { kind, name, level, state, brief, happened_on, address: `${site.address}附近` };
    return this.make('incident', site, { ...values, case_code: `DEMO${10_000 + n}` }, { related });
  }
}

async function sitIn(runtime: Runtime, site: DemoSite, place: string): Promise<void> {
  const { rows } = await run(runtime, SYSTEM, ({ db }) =>
    sql<{ id: string }>`select id from housing_building where source_key = ${`demo:${site.name}`}`.execute(
      db,
    ),
  );
  if (!rows[0]) return;
  const body = { client_id: uuidv7(runtime.clock.now()), kind: 'operates' as const, building: rows[0].id };
  await addLink(runtime, SYSTEM, place, { ...body, from_on: addDays(dayOf(runtime.clock.now()), -400) });
}

/**
 * Registers facilities in every community of the fictional city; in the communities named also companies of the office buildings and shops,
 * components, vehicles, cases and incidents. Returns how many there are.
 */
export async function loadDemoPlaces(
  runtime: Runtime,
  sites: readonly DemoSite[],
  communities: readonly { code: string; name: string }[],
  named: readonly string[],
): Promise<number> {
  const maker = new Maker(runtime);
  for (const { code, name } of communities) {
    const own = sites.filter((site) => site.code.startsWith(code));
    if (own.length === 0) continue;
    const some = (n: number) => own[(n * 17) % own.length]!;
    const facilities: string[] = [];
    for (let at = 0; at < FACILITIES.length; at++) facilities.push(await maker.facility(some(at), name, at));
    if (!named.includes(code)) continue;
    const offices = own
      .filter(({ use }) => use === 'offices' || use === 'shops' || use === 'market')
      .slice(0, 12);
    for (const site of offices.flatMap((each) => [each, each, each]))
      await sitIn(runtime, site, await maker.organisation(site));
    for (let n = 0; n < 12; n++) await maker.organisation(some(n + 3));
    for (let n = 0; n < 30; n++) await maker.component(some(n + 5));
    for (let n = 0; n < 20; n++) await maker.vehicle(some(n + 9));
    for (let n = 0; n < 6; n++) await maker.incident(some(n + 2), n % 3 === 0 ? facilities[n]! : null);
  }
  return maker.made;
}
