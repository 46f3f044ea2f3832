import { useQuery } from '@tanstack/react-query';
import { App, Select, Tag } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { queryClient } from '../../../api/query.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import type { Detail } from '../resident.ts';

/** The tags somebody set by hand, and the segments the person is in; who keeps the person's record sets and removes tags. */
export function Tags({ person }: { person: Detail }) {
  const { message } = App.useApp();
  const [adding, add] = useState(false);
  const query = useQuery({
    queryKey: ['person', person.id, 'tags'],
    queryFn: () => api.get<Answer<'listPersonTags'>>(`/api/residents/${person.id}/tags`),
  });
  const known = useQuery({
    queryKey: ['tag', 'list'],
    enabled: adding,
    queryFn: () => api.get<Answer<'listTags'>>('/api/tags'),
  });
  const set = async (code: string, body: { add?: string[]; remove?: string[] }) => {
    try {
      await api.post(`/api/tags/${code}/people`, body);
    } catch (error) {
      message.error(sayError(error));
    }
    await queryClient.invalidateQueries({ queryKey: ['person', person.id, 'tags'] });
  };
  const { edit } = person.abilities;
  return (
    <section className="hy-panel">
      <h2>标签、人群</h2>
      <Answered query={query} rows={1}>
        {({ items }) => (
          <div className="hy-person-tags">
            {items.map(({ code, name }) => (
              <Tag
                key={code}
                closable={edit && { 'aria-label': `去掉标签${name}` }}
                onClose={(event) => {
                  event.preventDefault();
                  void set(code, { remove: [person.id] });
                }}
              >
                {name}
              </Tag>
            ))}
            {items.length === 0 && <span className="hy-muted">还没有标签。</span>}
            {edit && (
              <Select<string>
                aria-label="添加标签"
                placeholder="添加标签"
                size="small"
                value={null as unknown as string}
                style={{ width: 130 }}
                onOpenChange={(open) => open && add(true)}
                loading={known.isFetching}
                options={(known.data?.items ?? [])
                  .filter(({ code }) => !items.some((one) => one.code === code))
                  .map(({ code, name }) => ({ value: code, label: name }))}
                notFoundContent={known.isFetching ? '正在读取…' : '没有可添加的标签'}
                onSelect={(code) => void set(code, { add: [person.id] })}
              />
            )}
          </div>
        )}
      </Answered>
      <Segments person={person.id} />
    </section>
  );
}

/** The segments the person is in, each a way to all who are. */
function Segments({ person }: { person: string }) {
  const query = useQuery({
    queryKey: ['segment', 'list', 'person', person],
    queryFn: () => api.get<Answer<'listPersonSegments'>>(`/api/residents/${person}/segments`),
  });
  if (query.data?.items.length === 0) return null;
  return (
    <Answered query={query} rows={1}>
      {({ items }) => (
        <p className="hy-person-segments">
          <span className="hy-muted">所在人群：</span>
          {items.map(({ id, name }) => (
            <Link key={id} to={`/segments/${id}`}>
              {name}
            </Link>
          ))}
        </p>
      )}
    </Answered>
  );
}
