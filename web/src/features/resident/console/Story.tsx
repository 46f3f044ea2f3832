import { useQuery } from '@tanstack/react-query';
import { Tag } from 'antd';
import { api } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { UndoLink } from '../../../ui/console/UndoLink.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { type Detail, peopleChanged, type Said, textOf } from '../resident.ts';

/** Which source said what and when, newest first; a word that was wrong is taken back and what was before holds again. */
export function Story({ person }: { person: Detail }) {
  const query = useQuery({
    queryKey: ['person', person.id, 'statements'],
    queryFn: () => api.get<Answer<'listResidentStatements'>>(`/api/residents/${person.id}/statements`),
  });
  return (
    <section className="hy-panel">
      <h2>来源记录</h2>
      <Answered query={query} rows={3}>
        {({ items }) => (
          <ol className="hy-story">
            {items.map((said) => (
              <One key={said.id} person={person} said={said} last={items.length === 1} />
            ))}
          </ol>
        )}
      </Answered>
    </section>
  );
}

function One({ person, said, last }: { person: Detail; said: Said; last: boolean }) {
  return (
    <li data-withdrawn={said.withdrawn_at !== null}>
      <span className="hy-story-head">
        <span>
          {said.source}
          {said.deliberate && <Tag className="hy-person-tag">人工修改</Tag>} {said.by}
        </span>
        <span className="hy-muted">
          {said.withdrawn_at ? (
            <>
              撤回于 <TimeAgo at={said.withdrawn_at} />
            </>
          ) : (
            <TimeAgo at={said.at} />
          )}
          {person.abilities.edit && !said.withdrawn_at && !last && (
            <UndoLink
              title="撤回这条来源记录？"
              description="它说的各项会恢复为其他来源的内容，记录本身保留。"
              okText="撤回"
              done="已撤回，恢复为之前的内容"
              send={() => api.post(`/api/residents/${person.id}/take-back`, { statements: [said.id] })}
              after={peopleChanged}
            >
              撤回
            </UndoLink>
          )}
        </span>
      </span>
      <span className="hy-person-said">
        {said.values.map(({ item, name, value }) => (
          <span key={item}>
            {name}：{textOf(value, '清空')}
          </span>
        ))}
      </span>
    </li>
  );
}
