import { sql } from 'kysely';
import type { EventRow } from '../../platform/events.ts';
import type { Context } from '../../platform/runtime.ts';
import type { Subscriber } from '../../platform/subscribers.ts';
import { accountsWith } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { registry } from '../matter/index.ts';
import { type Sending, sendMessages } from '../message/index.ts';
import { FINDING_VIEW, VIEW_CONTACT } from './policy.ts';
import type { FindingRow } from './queries.ts';
import type { Kind } from './settings.ts';

/** Who of a centre's people may open a finding of a kind. */
async function viewersOf(ctx: Context, unit: string, kind: Kind): Promise<string[]> {
  const viewers = await accountsWith(ctx.db, { permission: FINDING_VIEW, unit });
  if (kind === 'place') return viewers;
  // That one person called so often is told to nobody who could not open it.
  const trusted = new Set(await accountsWith(ctx.db, { permission: VIEW_CONTACT, unit }));
  return viewers.filter((account) => trusted.has(account));
}

type Raised = Pick<
  FindingRow,
  'id' | 'kind' | 'rule_name' | 'group_code' | 'days' | 'area_id' | 'centre_unit'
>;

async function notify(ctx: Context, events: EventRow[]): Promise<void> {
  const [areas, { categories }] = await Promise.all([areaTree(ctx.runtime), registry(ctx.runtime)]);
  const { rows } = await sql<Raised>`
    select id, kind, rule_name, group_code, days, area_id, centre_unit from finding
    where id = any (${events.map(({ subject }) => subject)}::uuid[]) and state = 'open'`.execute(ctx.db);
  const raised = new Map(rows.map((row) => [row.id, row]));
  const viewers = new Map<string, string[]>();
  const sendings: Sending[] = [];
  for (const { subject, seq, data } of events) {
    const found = raised.get(subject);
    if (!found?.centre_unit) continue;
    const { kind, rule_name: rule, group_code: group, days, area_id: area, centre_unit: unit } = found;
    const who = `${unit} ${kind}`;
    if (!viewers.has(who)) viewers.set(who, await viewersOf(ctx, unit, kind));
    const what = group && categories.get(group)?.name;
    sendings.push({
      template: 'finding-raised',
      accounts: viewers.get(who)!,
      subjectKind: 'finding',
      subject,
      eventSeq: seq,
      values: {
        title: what ? `${rule}：${what}` : rule,
        area: areas.get(area)?.name,
        reason: `${days} 天内 ${data.n} 件`,
        url: `${ctx.runtime.config.publicUrl}/console/findings/${subject}`,
      },
    });
  }
  await sendMessages(ctx, sendings);
}

/** Tells the centre that answers for them of new findings; one that has ended meanwhile waits for nobody. */
export const findingNotices: Subscriber = {
  name: 'finding.notices',
  wants: (kind) => kind === 'finding.raised',
  handle: notify,
};
