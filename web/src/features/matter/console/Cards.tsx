import { useQuery } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import type { components } from '../../../api/schema.d.ts';
import { CardTag } from '../../../ui/CardTag.tsx';
import { DueTag } from '../../../ui/DueTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';

type Card = components['schemas']['SupervisionCard'];

/** The supervision cards of a matter; asked anew with everything else of it. */
const useCards = (id: string) =>
  useQuery({
    queryKey: ['matter', id, 'cards'],
    queryFn: () => api.get<{ items: Card[] }>(`/api/matters/${id}/cards`),
  });

const ORDER = ['notice', 'yellow', 'red'];

/** The highest card that still waits for an answer: beside the title, for everybody who opens the matter. */
export function CardMark({ id }: { id: string }) {
  const { data } = useCards(id);
  const open = (data?.items ?? []).filter((card) => card.state === 'open');
  const [highest] = open.toSorted((a, b) => ORDER.indexOf(b.level) - ORDER.indexOf(a.level));
  return highest ? <CardTag level={highest.level} words={highest.level_name} /> : null;
}

/** Who was given which card when and why, by when it must be answered, and the answer. Without any the panel is not there. */
export function Cards({ id }: { id: string }) {
  const { data, error, refetch } = useCards(id);
  if (error)
    return (
      <Alert
        type="error"
        showIcon
        title={`督办单没有读出来：${sayError(error)}`}
        action={<Button onClick={() => void refetch()}>重试</Button>}
      />
    );
  if (!data?.items.length) return null;
  return (
    <section className="hy-panel" aria-label="督办">
      <h2>督办</h2>
      <ol className="hy-cards">
        {data.items.map((card) => (
          <CardLine key={card.id} card={card} />
        ))}
      </ol>
    </section>
  );
}

function CardLine({ card }: { card: Card }) {
  return (
    <li data-level={card.level} data-open={card.state === 'open'}>
      <div className="hy-card-head">
        <CardTag level={card.level} words={card.level_name} />
        <strong>{card.unit.name}</strong>
        <span className="hy-muted">
          {card.given_by} <TimeAgo at={card.given_at} />
        </span>
      </div>
      <p className="hy-said">{card.reason}</p>
      {card.state === 'open' ? (
        <span className="hy-card-head">
          待回复 <DueTag at={card.due_at} started={card.given_at} />
        </span>
      ) : (
        <span className="hy-muted">{card.state_name}</span>
      )}
      {card.reply && (
        <blockquote className="hy-said">
          {card.reply}
          <footer className="hy-muted">
            {card.replied_by} {card.replied_at && <TimeAgo at={card.replied_at} />}
          </footer>
        </blockquote>
      )}
    </li>
  );
}
