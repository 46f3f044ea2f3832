import { sql } from 'kysely';
import { parse } from 'yaml';
import { cacheOf } from '../../platform/cache.ts';
import { badFields } from '../../platform/errors.ts';
import { recordNext } from '../../platform/events.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { type Template, templateFaults } from './rules.ts';

/** The set of templates is one subject of the event log. */
const ALL_TEMPLATES = '00000000-0000-7000-8000-00000000003e';

const cache = cacheOf<Map<string, Template>>(['message.template'], async (runtime) => {
  const { rows } = await sql<Template>`
    select code, event, audience, channels, title, body from message_template`.execute(runtime.db);
  return new Map(rows.map((row) => [row.code, row]));
});

/** The templates as they are now, by code. */
export const templatesOf = (runtime: Runtime): Promise<Map<string, Template>> => cache.get(runtime);

/** Reads a pack's `templates.yaml`. */
export function parseTemplates(yaml: string): Template[] {
  const list = (parse(yaml) as { templates?: Template[] } | null)?.templates;
  if (!Array.isArray(list)) throw new Error('templates.yaml 应有一个 templates 列表');
  return list;
}

/**
 * Makes the templates be exactly this list; ones no longer in it go. Refuses the whole list, saying everything that is
 * wrong with it. Nothing is written when nothing changed, so that it can be called at every start.
 */
export async function syncTemplates(ctx: Context, list: Template[]): Promise<void> {
  const faults = templateFaults(list);
  if (faults.length > 0)
    throw badFields(
      faults.map((message) => ({ path: 'templates', code: 'bad_template', message })),
      faults.join('；'),
    );
  const { rows } = await sql<{ changed: number }>`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(list)}::jsonb)
        as t (code text, event text, audience text, channels text[], title text, body text)
    ), gone as (
      delete from message_template where code not in (select code from given) returning 1
    ), kept as (
      insert into message_template as m (code, event, audience, channels, title, body)
      select code, event, audience, channels, title, body from given
      on conflict (code) do update set event = excluded.event, audience = excluded.audience,
        channels = excluded.channels, title = excluded.title, body = excluded.body
        where (m.event, m.audience, m.channels, m.title, m.body)
          is distinct from (excluded.event, excluded.audience, excluded.channels, excluded.title, excluded.body)
      returning 1
    )
    select (select count(*) from gone) + (select count(*) from kept) as changed`.execute(ctx.db);
  const changed = rows[0]!.changed;
  if (changed === 0) return;
  await recordNext(ctx, {
    subjectKind: 'message_template',
    subject: ALL_TEMPLATES,
    kind: 'message.template.changed',
    audience: 'staff',
    scopes: [],
    data: { changed },
  });
  cache.forget(ctx.runtime);
}
