import { unitRegistry } from '../features/account/index.ts';
import { gridAt } from '../features/area/index.ts';
import { act, findMatter } from '../features/matter/index.ts';
import { blow, putOnCall } from '../features/whistle/index.ts';
import type { Actor } from '../platform/access.ts';
import { ManualClock } from '../platform/clock.ts';
import { uuidv7 } from '../platform/ids.ts';
import { type Runtime, run } from '../platform/runtime.ts';
import { makePhotos } from './director.photos.ts';
import type { Stage } from './director.stage.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

type Photos = Awaited<ReturnType<typeof makePhotos>>;
interface Spot {
  lng: number;
  lat: number;
  address: string;
}

/** The demo's whistles, each step at its own moment of the last two days, by the real commands. */
class Whistles {
  readonly #runtime: Runtime;
  readonly #clock: ManualClock;
  readonly #stage: Stage;
  readonly #photos: Photos;
  readonly #end: number;

  constructor(runtime: Runtime, stage: Stage, photos: Photos, end: Date) {
    this.#end = end.getTime();
    this.#clock = new ManualClock(new Date(this.#end - 50 * HOUR));
    this.#runtime = { ...runtime, clock: this.#clock };
    this.#stage = stage;
    this.#photos = photos;
  }

  /** Moves to so many minutes before now. */
  at(minutes: number): void {
    this.#clock.set(new Date(this.#end - minutes * MINUTE));
  }

  actor(username: string): Promise<Actor> {
    return this.#stage.actor(this.#stage.staffId(username));
  }

  async unitOf(username: string): Promise<string> {
    return (await this.actor(username)).grants.find(({ unit }) => unit)!.unit!;
  }

  async photo(username: string, kind: string): Promise<string> {
    return this.#photos.show(this.#runtime, await this.actor(username), kind);
  }

  async blow(
    username: string,
    spot: Spot,
    what: { kind: string; title: string; text: string; photo: string; departments: string[] },
  ): Promise<string> {
    const actor = await this.actor(username);
    const { kind, title, text, photo, departments } = what;
    const units = await Promise.all(departments.map((name) => this.unitOf(name)));
    const { id } = await blow(this.#runtime, actor, {
      client_id: uuidv7(this.#clock.now()),
      kind,
      title,
      text,
      point: { lng: spot.lng, lat: spot.lat },
      address: spot.address,
      files: [await this.photo(username, photo)],
      departments: units.map((unit, i) => ({ unit, role: i === 0 ? 'main' : 'co' })),
      members: [
        { kind: 'party', name: '下沉党员先锋队', people: 4 },
        { kind: 'volunteer', name: '邻里互助志愿队', phone: '19900000288', people: 6 },
      ],
    });
    return id;
  }

  async act(username: string, id: string, action: string, form: Record<string, unknown>): Promise<void> {
    const actor = await this.actor(username);
    const { version } = await run(this.#runtime, actor, (ctx) =>
      findMatter(ctx.db, actor, this.#stage.areas, id),
    );
    await act(this.#runtime, actor, id, action, { version, form });
  }

  /** Signs in on the spot, some metres from the very point. */
  async sign(username: string, id: string, spot: Spot, people: number): Promise<void> {
    const place = { lng: spot.lng + people * 0.00012, lat: spot.lat - people * 0.00008, accuracy: 12 };
    await this.act(username, id, 'sign', { place, people, files: [await this.photo(username, 'site')] });
  }

  async onCall(username: string, area: string): Promise<void> {
    const actor = await this.actor(username);
    const now = this.#clock.now().getTime();
    await putOnCall(this.#runtime, actor, {
      unit: await this.unitOf(username),
      account: actor.id,
      area,
      from_at: new Date(now).toISOString(),
      to_at: new Date(now + 30 * 24 * HOUR).toISOString(),
    });
  }

  async rate(username: string, id: string, departments: string[]): Promise<void> {
    const ratings = await Promise.all(
      departments.map(async (name, i) => ({
        unit: await this.unitOf(name),
        scores: { timely: 5 - i, cooperation: 5, effect: 4 },
        words: i === 0 ? '到得快，牵头有力' : '配合到位，到场晚了些',
      })),
    );
    await this.act(username, id, 'rate', { ratings, comment: '占道问题已解决，建议再巡查一周' });
  }
}

/** A building of the demo grid worker's own grid. */
async function spotOf(runtime: Runtime, { book, buildings, areas }: Stage): Promise<Spot> {
  const code = book.at([1, 1, 1, 1]);
  for (const { lng, lat, address, name } of buildings.get(code) ?? []) {
    const { grid } = await gridAt(runtime, lng, lat);
    if (areas.get(grid ?? '')?.code === code) return { lng, lat, address: address || name };
  }
  throw new Error('the demo grid has no building');
}

/** One whistle each that was called off, waits for its joint closing, waits to be rated, and lies in the archive. */
async function otherStates(whistles: Whistles, spot: Spot): Promise<void> {
  const one = (title: string) =>
    whistles.blow('street1', spot, {
      kind: 'wh-key',
      title,
      text: `${title}，请城管到场。`,
      photo: 'garbage',
      departments: ['dept-urban'],
    });
  const answered = async (title: string) => {
    const id = await one(title);
    await whistles.sign('dept-urban', id, spot, 2);
    await whistles.act('dept-urban', id, 'feedback', { result: '已现场清理完毕。' });
    return id;
  };
  whistles.at(46 * 60);
  const off = await one('建筑垃圾堆在路口');
  await whistles.act('street1', off, 'withdraw', { reason: '施工单位已自行清走' });
  whistles.at(44 * 60);
  const archived = await answered('河堤乱搭棚子');
  await whistles.act('dept-urban', archived, 'close', { summary: '棚子已拆除，堤面恢复。' });
  await whistles.rate('street1', archived, ['dept-urban']);
  await whistles.act('street1', archived, 'archive', {});
  whistles.at(42 * 60);
  const closed = await answered('校门口流动摊贩聚集');
  await whistles.act('dept-urban', closed, 'close', { summary: '摊贩已引导至便民疏导点。' });
  whistles.at(40 * 60);
  await answered('绿化带里堆放杂物');
}

/**
 * Three whistles in full: one closed and rated, with somebody late; one under way; an urgent one just blown; and one in each other state. Two departments
 * keep a roster for that street, the property company none.
 */
export async function loadWhistles(runtime: Runtime, stage: Stage, end: Date): Promise<void> {
  const photos = await makePhotos(0);
  const whistles = new Whistles(runtime, stage, photos, end);
  const spot = await spotOf(runtime, stage);
  const street = (await unitRegistry(runtime)).get(await whistles.unitOf('street1'))!.areaId;
  const three = ['dept-urban', 'dept-water', 'property1'];
  for (const name of three.slice(0, 2)) await whistles.onCall(name, street);
  await otherStates(whistles, spot);
  whistles.at(31 * 60);
  const done = await whistles.blow('community1', spot, {
    kind: 'wh-law',
    title: '夜市占道堵住消防通道，请联合整治',
    text: '夜市摊位长期占用消防通道，还私接了消火栓的水，多次劝离无效，需要城管、供水、物业同时到场。',
    photo: 'stall',
    departments: three,
  });
  whistles.at(31 * 60 - 42);
  await whistles.sign('dept-urban', done, spot, 4);
  whistles.at(31 * 60 - 70);
  await whistles.sign('property1', done, spot, 2);
  whistles.at(31 * 60 - 133);
  await whistles.sign('dept-water', done, spot, 1);
  whistles.at(28 * 60);
  await whistles.act('dept-urban', done, 'feedback', {
    result: '劝离摊位 7 处，现场教育 5 人，设置禁停标线。',
  });
  await whistles.act('dept-water', done, 'feedback', { result: '封堵私接水口 1 处，更换消火栓闷盖。' });
  await whistles.act('property1', done, 'feedback', { result: '安排保安晚间值守，张贴告示。' });
  whistles.at(27 * 60);
  await whistles.act('dept-urban', done, 'close', {
    summary: '消防通道恢复畅通，物业负责日常值守，城管每晚巡查一次。',
  });
  whistles.at(24 * 60);
  await whistles.rate('community1', done, three);
  whistles.at(100);
  const running = await whistles.blow('street1', spot, {
    kind: 'wh-key',
    title: '老旧小区改造遇管线冲突，请到场商定',
    text: '改造开挖时发现给水管与雨水管冲突，施工停了下来，请各部门到现场定办法。',
    photo: 'site',
    departments: ['dept-water', 'dept-urban'],
  });
  whistles.at(60);
  await whistles.sign('dept-water', running, spot, 3);
  whistles.at(12);
  await whistles.blow('grid1', spot, {
    kind: 'wh-urgent',
    title: '主供水管爆裂，路面塌陷',
    text: '路面冒水并有塌陷，周边居民楼停水，请立即到场。',
    photo: 'water',
    departments: ['dept-water', 'dept-urban', 'property1'],
  });
  await photos.forget();
}
