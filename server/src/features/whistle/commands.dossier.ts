import type { Actor } from '../../platform/access.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { areaTree } from '../area/index.ts';
import { lockMatter, tell } from '../matter/index.ts';
import { dossierHtml } from './dossier.html.ts';
import { photosOf, readDossier } from './queries.dossier.ts';

/**
 * Gives out the dossier as a file. Each download is judged anew and put on record in the whistle's own chain, with the hash up to which
 * it was verified; 404 for whoever may not see the whistle.
 */
export async function downloadDossier(
  runtime: Runtime,
  actor: Actor,
  id: string,
): Promise<{ name: string; html: string }> {
  const dossier = await readDossier(runtime, actor, id);
  // Names and phones of the team stay in the system, whoever downloads.
  const whistle = {
    ...dossier.whistle,
    members: dossier.whistle.members.map((member) => ({ ...member, name: null, phone: null })),
  };
  const html = dossierHtml({ ...dossier, whistle }, await photosOf(runtime, dossier), actor.name);
  const areas = await areaTree(runtime);
  await run(runtime, actor, async (ctx) => {
    const matter = await lockMatter(ctx.db, actor, areas, id);
    tell(ctx, matter, [{ kind: 'dossier', audience: 'staff', form: { hash: dossier.chain.last } }]);
  });
  return { name: `一哨一档-${whistle.number}.html`, html };
}
