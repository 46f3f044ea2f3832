import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { parseTemplates } from '../../src/features/message/index.ts';
import { type Finding, type LintContext, lintText, parseLadder } from '../../src/features/workflow/index.ts';
import type { Command } from './command.ts';

const PACK = new URL('../../../packs/default/', import.meta.url);

/** The roles, message templates and ladder of the pack that is installed with the program. */
async function contextOf(pack: URL): Promise<LintContext> {
  const [roles, templates, ladder] = await Promise.all([
    readFile(new URL('roles.yaml', pack), 'utf8'),
    readFile(new URL('templates.yaml', pack), 'utf8'),
    readFile(new URL('ladders/standard.yaml', pack), 'utf8'),
  ]);
  const said = parse(roles) as { roles: { permissions: string[] }[] };
  return {
    granted: new Set([...said.roles.flatMap((role) => role.permissions), 'matter:system']),
    templates: new Set(parseTemplates(templates).map((template) => template.code)),
    ladder: parseLadder(ladder).value ?? undefined,
  };
}

/** Every flow of the pack. */
async function shipped(pack: URL): Promise<string[]> {
  const folder = new URL('workflows/', pack);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  return names.map((name) => fileURLToPath(new URL(name, folder)));
}

const WORDS = { error: '错误', warning: '注意' } as const;
const lineOf = ({ severity, path, code, message }: Finding): string =>
  `${WORDS[severity]} ${path || '整个文件'}：${message}（${code}）`;

export const lintWorkflow: Command = {
  name: 'workflow lint',
  usage: '[文件.yaml …]',
  summary:
    '检查流程定义：到不了的环节、死路、无人能做的动作、没有兜底的时限、提不到最高一级的环节；有错误时退出码为 1；不写文件则检查随程序安装的全部流程',
  options: {},
  async run({ positionals }, { say }) {
    const context = await contextOf(PACK);
    let errors = 0;
    for (const file of positionals.length > 0 ? positionals : await shipped(PACK)) {
      const findings = lintText(await readFile(file, 'utf8'), context);
      errors += findings.filter(({ severity }) => severity === 'error').length;
      say(`${file}：${findings.length === 0 ? '没有发现问题' : `发现 ${findings.length} 个问题`}`);
      for (const found of findings) say(`  ${lineOf(found)}`);
    }
    if (errors > 0) throw new Error(`共 ${errors} 个错误，改正后才能发布`);
  },
};
