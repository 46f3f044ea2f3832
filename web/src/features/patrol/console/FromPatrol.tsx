import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';

/** On a matter's page: from which patrol it came. Nothing for all others. */
export function FromPatrol({ id }: { id: string }) {
  const links = useQuery({
    queryKey: ['matter', id, 'patrol'],
    queryFn: () => api.get<Answer<'listFindingsOfMatter'>>('/api/patrol-findings', { matter: id }),
  });
  const [link] = links.data?.items ?? [];
  if (!link) return null;
  return (
    <section className="hy-panel" aria-label="来自专项巡查">
      <h2>来自专项巡查</h2>
      <Link to={`/patrols/${link.campaign}`}>{link.campaign_name} ›</Link>
      <p className="hy-panel-note">{link.said}</p>
    </section>
  );
}
