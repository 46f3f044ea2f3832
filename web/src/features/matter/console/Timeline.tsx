import { Alert, Button, Empty, Skeleton, Switch } from 'antd';
import { useState } from 'react';
import { sayError } from '../../../api/errors.ts';
import { type Photo, PhotoStrip } from '../../../ui/PhotoStrip.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { type Step, useSteps } from '../matter.ts';
import { isInternal, type Turn, turnsOf } from './turns.ts';

/** What happened, newest first: who did what in their words, with their photos; internal opinions marked as such. */
export function Timeline({ id }: { id: string }) {
  const { data, error, isPending, refetch } = useSteps(id);
  const [publicOnly, setPublicOnly] = useState(false);
  if (isPending) return <Skeleton active />;
  if (!data)
    return (
      <Alert
        type="error"
        showIcon
        title={sayError(error)}
        action={<Button onClick={() => void refetch()}>重试</Button>}
      />
    );
  const turns = turnsOf(data.items).toReversed();
  const shown = publicOnly ? turns.filter((turn) => !isInternal(turn.main)) : turns;
  return (
    <section className="hy-panel">
      <h2>
        办理过程
        <span className="hy-panel-tool">
          <Switch size="small" checked={publicOnly} onChange={setPublicOnly} aria-label="隐藏内部意见" />
          隐藏内部意见
        </span>
      </h2>
      {shown.length === 0 && <Empty description="还没有办理记录。" />}
      <ol className="hy-story">
        {shown.map((turn) => (
          <TurnRow key={turn.main.seq} turn={turn} publicOnly={publicOnly} />
        ))}
      </ol>
    </section>
  );
}

function TurnRow({ turn, publicOnly }: { turn: Turn; publicOnly: boolean }) {
  const { main, internal, implied } = turn;
  return (
    <li>
      <span className="hy-story-head">
        <span>
          <strong>{main.name}</strong>
          {implied.length > 0 && (
            <span className="hy-muted">（同时完成 {implied.map((step) => step.name).join('、')}）</span>
          )}
          {isInternal(main) && <span className="hy-internal-mark">仅内部可见</span>}
        </span>
        <span className="hy-muted">
          <TimeAgo at={main.at} />
        </span>
      </span>
      <span className="hy-muted">{[main.actor.name, main.actor.unit].filter(Boolean).join(' · ')}</span>
      <Said step={main} />
      {!publicOnly &&
        internal.map((step) => (
          <div key={step.seq} className="hy-internal">
            <span className="hy-internal-mark">仅内部可见</span>
            <Said step={step} />
          </div>
        ))}
    </li>
  );
}

const photosOf = (value: unknown): Photo[] =>
  Array.isArray(value)
    ? value.map((id) => ({
        id: String(id),
        url: `/api/files/${String(id)}`,
        thumb: `/api/files/${String(id)}?size=thumb`,
      }))
    : [];

function Said({ step }: { step: Step }) {
  return step.form.map((entry) =>
    entry.kind === 'files' ? (
      <div key={entry.name}>
        <span className="hy-muted">{entry.label}</span>
        <PhotoStrip photos={photosOf(entry.value)} />
      </div>
    ) : (
      <span key={entry.name} className="hy-story-said">
        <span className="hy-muted">{entry.label}：</span>
        {entry.text}
      </span>
    ),
  );
}
