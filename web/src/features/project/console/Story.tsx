import { useQuery } from '@tanstack/react-query';
import { api } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { PhotoStrip } from '../../../ui/PhotoStrip.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';

/** What was reported of a project, newest first. */
export function Story({ id }: { id: string }) {
  const query = useQuery({
    queryKey: ['project', id],
    queryFn: () => api.get<Answer<'readProject'>>(`/api/project-items/${id}`),
  });
  return (
    <Answered query={query} rows={2}>
      {({ entries, files }) => (
        <>
          {entries.length === 0 && <span className="hy-muted">还没有填报进展。</span>}
          {entries.map((entry) => (
            <p key={entry.id}>
              {entry.percent}% · {entry.text}{' '}
              <span className="hy-muted">
                {entry.by} <TimeAgo at={entry.at} />
              </span>
            </p>
          ))}
          <PhotoStrip photos={files.map((file) => ({ id: file.id, url: file.url, thumb: file.thumb_url }))} />
        </>
      )}
    </Answered>
  );
}
