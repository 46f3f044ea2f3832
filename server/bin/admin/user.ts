import {
  addStaff,
  allRoles,
  type NewRelation,
  readRoles,
  resetPassword,
  staffByUsername,
  syncRoles,
  unitRegistry,
  unlockStaff,
} from '../../src/features/account/index.ts';
import { areaTree } from '../../src/features/area/index.ts';
import { SYSTEM } from '../../src/platform/access.ts';
import { type Runtime, run } from '../../src/platform/runtime.ts';
import { type Command, type Input, maybe, need } from './command.ts';

const ROLES = new URL('../../../packs/default/roles.yaml', import.meta.url);

/** The first administrator may be made before the server has ever run: the default pack's roles are put when there are none. */
async function ensureRoles(runtime: Runtime): Promise<void> {
  if ((await allRoles(runtime.db)).length > 0) return;
  const roles = await readRoles(ROLES);
  await run(runtime, SYSTEM, (ctx) => syncRoles(ctx, roles));
}

async function relationOf(runtime: Runtime, input: Input): Promise<NewRelation> {
  const [unitCode, areaCode] = [maybe(input, 'unit'), maybe(input, 'area')];
  const unit = unitCode ? (await unitRegistry(runtime)).byCode(unitCode) : undefined;
  const area = areaCode ? (await areaTree(runtime)).byCode(areaCode) : undefined;
  if (unitCode && !unit) throw new Error(`没有代码为「${unitCode}」的单位`);
  if (areaCode && !area) throw new Error(`没有代码为「${areaCode}」的区域`);
  return { role: maybe(input, 'role') ?? 'system_admin', unitId: unit?.id, areaId: area?.id };
}

async function idOf(runtime: Runtime, username: string): Promise<string> {
  const id = await staffByUsername(runtime.db, username);
  if (!id) throw new Error(`没有用户名为「${username}」的工作人员账号`);
  return id;
}

const text = { type: 'string' } as const;

export const addUser: Command = {
  name: 'user add',
  usage:
    '--username 用户名 --name 姓名 [--role system_admin] [--unit 单位代码] [--area 区域代码] [--phone 手机号码]',
  summary: '建立工作人员账号（默认系统管理员），一次性密码只显示这一次',
  options: { username: text, name: text, role: text, unit: text, area: text, phone: text },
  async run(input, { open, say }) {
    const [username, name] = [need(input, 'username'), need(input, 'name')];
    const runtime = await open();
    await ensureRoles(runtime);
    const relations = [await relationOf(runtime, input)];
    const phone = maybe(input, 'phone');
    const { password } = await addStaff(runtime, SYSTEM, { username, name, phone, relations });
    say(`已建立账号 ${username.toLowerCase()}（${name}，角色 ${relations[0]!.role}）`);
    say(`一次性密码：${password}`);
    say('密码只显示这一次；首次登录后须修改。');
  },
};

export const resetUser: Command = {
  name: 'user reset',
  usage: '--username 用户名',
  summary: '重置密码并结束其登录；三种管理员的密码只能这样重置',
  options: { username: text },
  async run(input, { open, say }) {
    const username = need(input, 'username');
    const runtime = await open();
    const { password } = await resetPassword(runtime, SYSTEM, await idOf(runtime, username));
    say(`一次性密码：${password}`);
    say('密码只显示这一次；下次登录后须修改。');
  },
};

export const unlockUser: Command = {
  name: 'user unlock',
  usage: '--username 用户名',
  summary: '解锁因连续输错密码而锁定的账号',
  options: { username: text },
  async run(input, { open, say }) {
    const username = need(input, 'username');
    const runtime = await open();
    await unlockStaff(runtime, SYSTEM, await idOf(runtime, username));
    say(`已解锁 ${username}`);
  },
};
