import type { Actor } from '../../platform/access.ts';
import { type Chain, chainOf } from '../../platform/chain.ts';
import { fileKey, fileUrls } from '../../platform/files/files.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { matterDetail, matterEvents } from '../matter/index.ts';
import { detailIn } from './queries.detail.ts';
import type { DossierData } from './schema.dossier.ts';
import { sketch } from './sketch.ts';

type Whistle = DossierData['whistle'];

/** The limit for signing is here that of arriving. */
const NAMES: Record<string, string> = { sign: '报到时限' };

async function clocksOf(runtime: Runtime, actor: Actor, id: string) {
  const matter = await matterDetail(runtime, actor, id);
  const now = runtime.clock.now().toISOString();
  return {
    centre: matter.centre.name,
    photos: matter.files
      .filter(({ stage }) => stage === 'report')
      .map((file) => ({ id: file.id, ...fileUrls(file.id) })),
    clocks: matter.clocks.map(({ kind, kind_name, started_at, due_at, stopped_at, why }) => ({
      name: NAMES[kind] ?? kind_name,
      started_at,
      due_at,
      stopped_at,
      late: (stopped_at ?? now) > due_at,
      why,
    })),
  };
}

async function storyOf(
  runtime: Runtime,
  actor: Actor,
  id: string,
  chain: Chain,
): Promise<DossierData['story']> {
  const events = await matterEvents(runtime, actor, id);
  return events.map(({ seq, name, at, actor: who, form }) => ({
    seq,
    name,
    at,
    by: who.name,
    words: form.map(({ label, text }) => `${label}：${text}`).join('；'),
    hash: chain.hashes.get(seq) ?? '',
  }));
}

const marksOf = (whistle: Whistle) =>
  whistle.parties.flatMap(({ unit, arrivals }) => arrivals.map(({ point }) => ({ name: unit.name, point })));

/**
 * The dossier of a whistle as this reader may see it: why, who, when, arrivals, results, ratings, limits, and the whole chain of events,
 * its hashes computed again now.
 */
export async function readDossier(runtime: Runtime, actor: Actor, id: string): Promise<DossierData> {
  const { whistle, chain } = await run(runtime, actor, async (ctx) => {
    const { detail, matter } = await detailIn(ctx, id);
    return { whistle: detail, chain: await chainOf(ctx.db, id, matter.event_hash) };
  });
  return {
    whistle,
    ...(await clocksOf(runtime, actor, id)),
    story: await storyOf(runtime, actor, id, chain),
    chain: { events: chain.hashes.size, last: chain.last, broken: chain.broken },
    sketch: sketch(whistle.point, whistle.radius_m, marksOf(whistle)),
    made_at: runtime.clock.now().toISOString(),
  };
}

/** Every photo of a dossier as text that a page can carry in itself. */
export async function photosOf(runtime: Runtime, dossier: DossierData): Promise<Map<string, string>> {
  const ids = [
    ...dossier.photos.map(({ id }) => id),
    ...dossier.whistle.parties.flatMap(({ arrivals, result }) =>
      [...arrivals.flatMap(({ files }) => files), ...(result?.files ?? [])].map(({ id }) => id),
    ),
  ];
  const photos = new Map<string, string>();
  for (const id of ids) {
    const found = await runtime.files.read(fileKey(id, 'medium'));
    if (!found) continue;
    const parts: Buffer[] = [];
    for await (const part of found.stream) parts.push(Buffer.from(part));
    const bytes = Buffer.concat(parts);
    const type = bytes[0] === 0x89 ? 'image/png' : bytes[0] === 0x52 ? 'image/webp' : 'image/jpeg';
    photos.set(id, `data:${type};base64,${bytes.toString('base64')}`);
  }
  return photos;
}
