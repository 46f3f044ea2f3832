import ExcelJS from 'exceljs';
import { SYSTEM } from '../../platform/access.ts';
import { multipart } from '../../platform/files/sample.ts';
import type { App } from '../../platform/http/routes.ts';
import { startJobs } from '../../platform/jobs.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { createStaff, createUnit, forgetUnits, unitRegistry } from '../account/index.ts';
import { bearer, tokenFor } from '../account/sample.ts';
import { areaTree } from '../area/index.ts';
import { exportJob } from './jobs.export.ts';
import { importJob } from './jobs.import.ts';
import { importValuesJob } from './jobs.import.values.ts';

interface Program {
  runtime: Runtime;
  http: App;
}

/** In the small city: two people of the district's centre, each with imports of their own, one of the city's and one of the east community. */
async function districtPeople(runtime: Runtime) {
  const areas = await areaTree(runtime);
  const units = await unitRegistry(runtime);
  const made = await run(runtime, SYSTEM, async (ctx) => {
    const areaId = areas.byCode('429901')!.id;
    const centre =
      units.byCode('district') ??
      (await createUnit(ctx, { code: 'district', name: '甲区指挥中心', kind: 'centre', areaId }));
    const city =
      units.byCode('city') ??
      (await createUnit(ctx, {
        code: 'city',
        name: '小城指挥中心',
        kind: 'centre',
        areaId: areas.byCode('4299')!.id,
      }));
    const staff = async (username: string, unitId: string, role: string) => {
      const relations = [{ role, unitId }];
      return (await createStaff(ctx, { username, name: username, passwordHash: 'none', relations })).id;
    };
    return {
      ann: await staff('ann', centre.id, 'district_staff'),
      bob: await staff('bob', centre.id, 'district_staff'),
      cyd: await staff('cyd', city.id, 'city_staff'),
      eva: await staff('eva', units.byCode('east')!.id, 'community_staff'),
    };
  });
  forgetUnits(runtime);
  return made;
}

/** Somebody with a session: asks, uploads, downloads. */
async function personOf({ runtime, http }: Program, id: string) {
  const headers = bearer(await tokenFor(runtime, id));
  return {
    id,
    async ask(method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) {
      const answer = await http.inject({ method, url, payload, headers });
      return { status: answer.statusCode, body: answer.json() };
    },
    async upload(bytes: Uint8Array, name = '历史.csv') {
      const body = multipart(bytes, name, 'text/csv');
      const answer = await http.inject({
        method: 'POST',
        url: '/api/imports',
        payload: body.payload,
        headers: { ...headers, ...body.headers },
      });
      return { status: answer.statusCode, body: answer.json() };
    },
    download: async (url: string) => (await http.inject({ method: 'GET', url, headers })).rawPayload,
  };
}

export type Person = Awaited<ReturnType<typeof personOf>>;

export async function importPeople(program: Program) {
  const ids = await districtPeople(program.runtime);
  return {
    ann: await personOf(program, ids.ann),
    bob: await personOf(program, ids.bob),
    cyd: await personOf(program, ids.cyd),
    eva: await personOf(program, ids.eva),
  };
}

/** Works off what is queued, as the running program does, until this job has ended. */
export async function finished(runtime: Runtime, who: Person, id: string) {
  const jobs = startJobs(runtime, [importJob, importValuesJob, exportJob]);
  try {
    for (let i = 0; i < 600; i += 1) {
      const { body } = await who.ask('GET', `/api/jobs/${id}`);
      if (!['waiting', 'running'].includes(body.state)) return body;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error('the job did not end');
  } finally {
    await jobs.stop();
  }
}

export const csv = (rows: string[][]): Buffer => Buffer.from(rows.map((row) => row.join(',')).join('\n'));

export const HEAD = '编号 标题 内容 小类 经度 纬度 地址 上报时间 联系人 联系电话 承办单位'.split(' ');

/** A row without fault, in the west community, but for what is said otherwise. */
export function goodRow(id: string, more: Record<string, string> = {}): string[] {
  const cells: Record<string, string> = {
    编号: id,
    标题: `井盖缺失${id}`,
    内容: '路口井盖没了',
    经度: '114.405',
    纬度: '30.405',
    上报时间: '2026-01-05 08:30',
    ...more,
  };
  return HEAD.map((name) => cells[name] ?? '');
}

/** The mapping that was proposed, for 城市管理事件. */
export const mappingOf = (suggested: object, more: object = {}) => ({
  ...suggested,
  constants: { type: 'city-event' },
  ...more,
});

/** Uploads a file and starts its import; throws when either is refused. */
export async function importOf(who: Person, file: Uint8Array, mapping: object = {}, options: object = {}) {
  const { status, body } = await who.upload(file);
  if (status !== 201) throw new Error(JSON.stringify(body));
  const started = await who.ask('POST', `/api/imports/${body.id}/start`, {
    mapping: mappingOf(body.suggested, mapping),
    ...options,
  });
  if (started.status !== 202) throw new Error(JSON.stringify(started.body));
  return { id: body.id as string, job: started.body.job as string, upload: body };
}

/** The rows of a spreadsheet's first sheet. */
export async function sheetOf(bytes: Buffer): Promise<unknown[][]> {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(bytes as never);
  const rows: unknown[][] = [];
  book.worksheets[0]!.eachRow((row) => rows.push((row.values as unknown[]).slice(1)));
  return rows;
}
