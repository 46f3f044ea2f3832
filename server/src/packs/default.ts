import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { type RoleData, readRoles, syncRoles } from '../features/account/index.ts';
import { citysOwn } from '../features/config/index.ts';
import { type PackWords, syncWords } from '../features/dictionary/index.ts';
import { type CodeList, parseCodes, syncCodes } from '../features/dispute/index.ts';
import { lintScheme, parseScheme, provideScheme, type Scheme } from '../features/insight/index.ts';
import { type Category, parseCategories, syncCategories, syncTypes } from '../features/matter/index.ts';
import { parseTemplates, syncTemplates, type Template } from '../features/message/index.ts';
import {
  type CalendarDefinition,
  type Definition,
  type Finding,
  type LadderDefinition,
  type LintContext,
  ladderFaults,
  lint,
  lintType,
  type MatterType,
  parseCalendar,
  parseDefinition,
  parseLadder,
  parseMatterType,
  provideCalendar,
  provideLadder,
  publishDefinition,
} from '../features/workflow/index.ts';
import { SYSTEM } from '../platform/access.ts';
import { sha256 } from '../platform/crypto.ts';
import { recordNext } from '../platform/events.ts';
import { type Context, type Runtime, run } from '../platform/runtime.ts';
import { provideAudit } from './default.audit.ts';
import { provideCare } from './default.care.ts';
import { provideFindings } from './default.findings.ts';
import { provideJudgement } from './default.judgement.ts';
import { provideRouting } from './default.routing.ts';
import { provideSegmentsOf } from './default.segments.ts';
import { provideSources } from './default.sources.ts';
import { keepTexts } from './default.texts.ts';
import { judgeWords, readWordFiles, type WordFiles } from './default.words.ts';
import { DEFAULT_PACK, type TextFile, yamlFiles } from './folder.ts';

/** What the pack as a whole is in the event log; its newest event carries the hash of what was loaded. */
const PACK_SUBJECT = '00000000-0000-7000-8000-000000000010';
/** Raised when this program stores the same files in another way. */
const LOADER = '2';

interface PackFiles extends WordFiles {
  roles: TextFile;
  templates: TextFile;
  workflows: TextFile[];
  types: TextFile[];
  categories: TextFile[];
  calendars: TextFile[];
  ladders: TextFile[];
  indicators: TextFile[];
  codes: TextFile;
}

async function readPack(folder: URL): Promise<PackFiles> {
  const one = async (name: string) => ({ name, text: await readFile(new URL(name, folder), 'utf8') });
  const [codes, roles, templates, workflows, types, categories, calendars, ladders, indicators] =
    await Promise.all([
      one('dictionaries/disputes.yaml'),
      one('roles.yaml'),
      one('templates.yaml'),
      ...['workflows/', 'types/', 'categories/', 'calendars/', 'ladders/', 'indicators/'].map((each) =>
        yamlFiles(new URL(each, folder)),
      ),
    ]);
  return {
    codes,
    roles,
    templates,
    workflows,
    types,
    categories,
    calendars,
    ladders,
    indicators,
    ...(await readWordFiles(folder)),
  } as PackFiles;
}

function stampOf(pack: PackFiles): string {
  const files = Object.values(pack).flat() as TextFile[];
  const said = files.map(({ name, text }) => `${name}\n${text}`).join('\n\0');
  return sha256(`${LOADER}\n${said}`).toString('hex');
}

function orThrow(file: string, findings: readonly Finding[]): void {
  const errors = findings.filter((finding) => finding.severity === 'error');
  if (errors.length === 0) return;
  const lines = errors.map(({ path, message }) => `  ${path}：${message}`);
  throw new Error(`${file} 有误，不能使用：\n${lines.join('\n')}`);
}

function readWorkflows(pack: PackFiles, context: LintContext): { value: Definition; findings: Finding[] }[] {
  return pack.workflows.map(({ name, text }) => {
    const parsed = parseDefinition(text);
    orThrow(name, parsed.findings);
    const findings = lint(parsed.value!, context);
    orThrow(name, findings);
    return { value: parsed.value!, findings };
  });
}

function readTypes(pack: PackFiles, workflows: Map<string, Definition>, schemes: Set<string>): MatterType[] {
  return pack.types.map(({ name, text }) => {
    const parsed = parseMatterType(text);
    orThrow(name, parsed.findings);
    orThrow(name, lintType(parsed.value!, { workflows, schemes }));
    return parsed.value!;
  });
}

function readCalendars(pack: PackFiles): Pack['calendars'] {
  return pack.calendars.map(({ name, text }) => {
    const parsed = parseCalendar(text);
    orThrow(name, parsed.findings);
    return { code: codeOf(name), definition: parsed.value! };
  });
}

const codeOf = (file: string): string => file.replace(/^.*\/|\.yaml$/g, '');

function readLadders(pack: PackFiles): Pack['ladders'] {
  return pack.ladders.map(({ name, text }) => {
    const parsed = parseLadder(text);
    orThrow(name, parsed.findings);
    const faults = ladderFaults(parsed.value!);
    orThrow(
      name,
      faults.map((fault) => ({ ...fault, severity: 'error', code: 'ladder' })),
    );
    return { code: codeOf(name), definition: parsed.value! };
  });
}

function readSchemes(pack: PackFiles, types: readonly MatterType[]): Pack['schemes'] {
  const known = new Set(types.map(({ code }) => code));
  return pack.indicators.map(({ name, text }) => {
    const parsed = parseScheme(text);
    orThrow(name, parsed.findings);
    const findings = lintScheme(parsed.value!, known);
    orThrow(name, findings);
    return { value: parsed.value!, findings };
  });
}

interface Pack {
  words: PackWords;
  codes: CodeList[];
  roles: RoleData[];
  templates: Template[];
  workflows: { value: Definition; findings: Finding[] }[];
  types: MatterType[];
  categories: Category[];
  calendars: { code: string; definition: CalendarDefinition }[];
  ladders: { code: string; definition: LadderDefinition }[];
  schemes: { value: Scheme; findings: Finding[] }[];
}

/** Everything the pack says, judged as a whole before anything of it is stored. */
async function judge(pack: PackFiles, folder: URL): Promise<Pack> {
  const roles = await readRoles(new URL(pack.roles.name, folder));
  const categories = parseCategories(pack.categories);
  const messages = parseTemplates(pack.templates.text);
  const ladders = readLadders(pack);
  const workflows = readWorkflows(pack, {
    granted: new Set([...roles.flatMap((role) => role.permissions), 'matter:system']),
    templates: new Set(messages.map((template) => template.code)),
    ladder: ladders.find(({ code }) => code === 'standard')?.definition,
  });
  const byCode = new Map(workflows.map(({ value }) => [value.code, value]));
  const types = readTypes(pack, byCode, new Set(categories.map(({ scheme }) => scheme)));
  return {
    words: judgeWords(pack),
    codes: parseCodes(pack.codes.text),
    roles,
    templates: messages,
    workflows,
    types,
    categories,
    calendars: readCalendars(pack),
    ladders,
    schemes: readSchemes(pack, types),
  };
}

async function loadedStamp(ctx: Context): Promise<string | null> {
  const { rows } = await sql<{ hash: string | null }>`
    select data->>'hash' as hash from event where subject = ${PACK_SUBJECT}::uuid order by seq desc limit 1`.execute(
    ctx.db,
  );
  return rows[0]?.hash ?? null;
}

async function store(ctx: Context, pack: Pack): Promise<void> {
  await syncWords(ctx, pack.words);
  await syncCodes(ctx, pack.codes);
  await syncRoles(ctx, pack.roles);
  await syncTemplates(ctx, pack.templates);
  for (const { code, definition } of pack.calendars) await provideCalendar(ctx, code, definition);
  for (const { code, definition } of pack.ladders) await provideLadder(ctx, code, definition);
  // What a city published itself stays as it is.
  const flows = await citysOwn(ctx.db, 'workflow');
  for (const { value, findings } of pack.workflows)
    if (!flows.includes(value.code)) await publishDefinition(ctx, value, findings);
  await syncTypes(ctx, pack.types, await citysOwn(ctx.db, 'type'));
  for (const { value, findings } of pack.schemes) await provideScheme(ctx, value, findings);
  await syncCategories(ctx, pack.categories, await citysOwn(ctx.db, 'categories'));
}

/** Says that all of these files is stored: what comes after it need not look at them again. */
async function stamp(ctx: Context, hash: string): Promise<void> {
  await recordNext(ctx, {
    subjectKind: 'pack',
    subject: PACK_SUBJECT,
    kind: 'pack.loaded',
    audience: 'staff',
    scopes: [],
    data: { hash, pack: 'default' },
  });
}

/** One program at a time, and none when these files were loaded meanwhile. */
const unlessLoaded = (
  runtime: Runtime,
  hash: string,
  load: (ctx: Context) => Promise<void>,
): Promise<boolean> =>
  run(runtime, SYSTEM, async (ctx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${PACK_SUBJECT}, 1))`.execute(ctx.db);
    if ((await loadedStamp(ctx)) === hash) return false;
    await load(ctx);
    return true;
  });

/**
 * Brings roles, message templates, workflows, matter types and categories to what the pack's files say; true when something
 * was stored. Cheap when the files are those loaded last; safe in several programs at once. Refuses the whole pack, in
 * words, when one file is wrong.
 */
export async function loadDefaultPack(runtime: Runtime, folder: URL = DEFAULT_PACK): Promise<boolean> {
  const stored = await loadFiles(runtime, folder);
  // Its rules ask for the registry's items, which are there now.
  await provideSegmentsOf(runtime, folder);
  return stored;
}

async function loadFiles(runtime: Runtime, folder: URL): Promise<boolean> {
  const files = await readPack(folder);
  await provideSources(runtime, folder);
  await provideRouting(runtime, folder);
  await provideJudgement(runtime, folder);
  await provideFindings(runtime, folder);
  await provideCare(runtime, folder);
  await provideAudit(runtime, folder);
  const hash = stampOf(files);
  if ((await run(runtime, SYSTEM, loadedStamp)) === hash) return false;
  const pack = await judge(files, folder);
  await unlessLoaded(runtime, hash, (ctx) => store(ctx, pack));
  await keepTexts(runtime, files, folder);
  // Last: where anything before it failed, the next start does all of it again.
  return unlessLoaded(runtime, hash, (ctx) => stamp(ctx, hash));
}
