import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Db } from '../../platform/database/open.ts';
import type { DocumentKind } from '../../platform/documents.ts';
import { notFound } from '../../platform/errors.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { accountNames } from '../account/index.ts';
import { KINDS, kindOf } from './kinds.ts';
import type { DocumentDetail, DocumentItem } from './schema.ts';

export interface DraftRow {
  kind: string;
  code: string;
  text: string;
  base_version: number;
  note: string;
  author: string;
  version: number;
  at: Date;
}

interface VersionRow {
  kind: string;
  code: string;
  version: number;
  note: string;
  author: string | null;
  actor: string;
  at: Date;
}

/** The draft of a document, if there is one. */
export async function draftRow(db: Db, kind: string, code: string): Promise<DraftRow | null> {
  const { rows } = await sql<DraftRow>`
    select kind, code, text, base_version, note, author, version, at from config_draft
    where kind = ${kind} and code = ${code}`.execute(db);
  return rows[0] ?? null;
}

/** The versions that were kept, newest first. */
export async function keptVersions(db: Db, kind: string, code: string): Promise<VersionRow[]> {
  const { rows } = await sql<VersionRow>`
    select kind, code, version, note, author, actor, at from config_version where kind = ${kind} and code = ${code}
    order by version desc limit 200`.execute(db);
  return rows;
}

/** The version in force: the owner's count, else the city's own, which begins with 1 for what the pack brought; 0 for what is not there. */
export async function versionInForce(
  { db, runtime }: Pick<Context, 'db' | 'runtime'>,
  kind: DocumentKind,
  code: string,
): Promise<number> {
  const found = (await kind.list(runtime)).find((each) => each.code === code);
  if (!found) return 0;
  return found.version ?? (await keptVersions(db, kind.kind, code))[0]?.version ?? 1;
}

/** Everything that is configured, by kind, with the drafts somebody is at. */
export async function listDocuments(runtime: Runtime): Promise<Static<typeof DocumentItem>[]> {
  const [{ rows: drafts }, { rows: newest }] = await Promise.all([
    sql<DraftRow>`select kind, code, author, at, version, note, base_version, '' as text from config_draft order by kind, code`.execute(
      runtime.db,
    ),
    sql<VersionRow>`select distinct on (kind, code) kind, code, version, note, author, actor, at from config_version
      order by kind, code, version desc`.execute(runtime.db),
  ]);
  const names = await accountNames(runtime.db, [
    ...drafts.map(({ author }) => author),
    ...newest.map(({ actor }) => actor),
  ]);
  const items = KINDS.map(async (kind) => {
    const there = await kind.list(runtime);
    const added = drafts.filter(
      (each) => each.kind === kind.kind && !there.some(({ code }) => code === each.code),
    );
    const all = [
      ...there,
      ...added.map(({ code }) => ({ code, name: code, version: 0, published_at: null })),
    ];
    return all.map((each) => {
      const draft = drafts.find(({ kind: of, code }) => of === kind.kind && code === each.code);
      const kept = newest.find(({ kind: of, code }) => of === kind.kind && code === each.code);
      return {
        kind: kind.kind,
        kind_name: kind.name,
        code: each.code,
        name: each.name,
        version: each.version ?? kept?.version ?? 1,
        published_at: (kept?.at ?? each.published_at)?.toISOString() ?? null,
        by: (kept && names.get(kept.actor)) ?? '随配置包',
        draft: draft ? { author: names.get(draft.author) ?? '', at: draft.at.toISOString() } : null,
      };
    });
  });
  return (await Promise.all(items)).flat();
}

/** One document: its text in force, the draft, and the versions there were. 404 when there is neither text nor draft. */
export async function documentDetail(
  runtime: Runtime,
  code: { kind: string; code: string },
): Promise<Static<typeof DocumentDetail>> {
  const kind = kindOf(code.kind);
  const [there, text, draft, versions] = await Promise.all([
    kind.list(runtime),
    textInForce(runtime, kind, code.code),
    draftRow(runtime.db, code.kind, code.code),
    keptVersions(runtime.db, code.kind, code.code),
  ]);
  const found = there.find((each) => each.code === code.code);
  if (!found && !draft) throw notFound('配置');
  const names = await accountNames(runtime.db, [
    ...versions.flatMap(({ actor, author }) => [actor, author ?? actor]),
    ...(draft ? [draft.author] : []),
  ]);
  const version = found ? (found.version ?? versions[0]?.version ?? 1) : 0;
  return {
    kind: kind.kind,
    kind_name: kind.name,
    format: kind.format,
    trial: kind.trial !== undefined,
    code: code.code,
    name: found?.name ?? code.code,
    version,
    text: text ?? '',
    two_persons: runtime.config.publishByTwo,
    draft: draft && {
      text: draft.text,
      base_version: draft.base_version,
      note: draft.note,
      author: names.get(draft.author) ?? '',
      version: draft.version,
      at: draft.at.toISOString(),
    },
    versions: versions.map((each) => ({
      version: each.version,
      note: each.note,
      at: each.at.toISOString(),
      by: names.get(each.actor) ?? '随配置包',
      author: each.author ? (names.get(each.author) ?? '') : null,
    })),
  };
}

async function keptText(
  runtime: Runtime,
  kind: string,
  code: string,
  version: number,
): Promise<string | null> {
  const { rows } = await sql<{ text: string }>`
    select text from config_version where kind = ${kind} and code = ${code} and version = ${version}::int`.execute(
    runtime.db,
  );
  return rows[0] ? numbered(rows[0].text, version) : null;
}

/** A text that tells its version tells the one it was published as: whoever wrote it could not know it. */
const numbered = (text: string, version: number): string =>
  text.replace(/^version: *\d+/m, `version: ${version}`);

/** The text in force: as it was written where the city published it, else as its owner tells it. */
export async function textInForce(
  runtime: Runtime,
  kind: DocumentKind,
  code: string,
): Promise<string | null> {
  const version = await versionInForce({ db: runtime.db, runtime }, kind, code);
  return (await keptText(runtime, kind.kind, code, version)) ?? kind.text(runtime, code);
}

/** The text of a version; 404 for one that was never kept. */
export async function versionText(
  runtime: Runtime,
  kind: string,
  code: string,
  version: number,
): Promise<string> {
  const text =
    (await keptText(runtime, kind, code, version)) ?? (await kindOf(kind).text(runtime, code, version));
  if (text === null) throw notFound('版本');
  return text;
}

/** What the city published itself, by kind: a newer pack leaves it alone. */
export async function citysOwn(db: Db, kind: string): Promise<string[]> {
  const { rows } = await sql<{ code: string }>`
    select distinct code from config_version where kind = ${kind} and author is not null`.execute(db);
  return rows.map(({ code }) => code);
}
