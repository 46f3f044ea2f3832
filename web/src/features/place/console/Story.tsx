import { api } from '../../../api/client.ts';
import { UndoLink } from '../../../ui/console/UndoLink.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { type Detail, refreshPlaces } from '../place.ts';

/** Who filled in what and when, the newest first, to be taken back; and who looked at what is about persons. */
export function Story({ place }: { place: Detail }) {
  const first = place.statements.at(-1)?.id;
  return (
    <>
      <section className="hy-panel">
        <h2>填报记录</h2>
        <ul className="hy-place-story">
          {place.statements.map((each) => (
            <li key={each.id} data-withdrawn={each.withdrawn}>
              <span>
                {each.by}（{each.source}）
              </span>
              <span className="hy-muted">
                <TimeAgo at={each.at} />
              </span>
              <span>
                {each.items.length > 6
                  ? `${each.items.slice(0, 6).join('、')} 等 ${each.items.length} 项`
                  : each.items.join('、')}
              </span>
              {each.withdrawn && <span>已撤回</span>}
              {place.abilities.edit && !each.withdrawn && each.id !== first && (
                <UndoLink
                  title="撤回这次填报？"
                  description="这些项会恢复为它之前的内容。"
                  okText="撤回"
                  done="已撤回，恢复为之前的内容"
                  send={() =>
                    api.post(`/api/sites/${place.id}/undo`, { version: place.version, statement: each.id })
                  }
                  after={refreshPlaces}
                >
                  撤回
                </UndoLink>
              )}
            </li>
          ))}
        </ul>
      </section>
      {place.looks.length > 0 && (
        <section className="hy-panel">
          <h2>查看记录</h2>
          <ul className="hy-place-story">
            {place.looks.map((look) => (
              <li key={`${look.at} ${look.by}`}>
                <span>{look.by}</span>
                <span className="hy-muted">
                  <TimeAgo at={look.at} />
                </span>
                <span>
                  {look.items.join('、')}：{look.purpose}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
