import { DueTag } from '../../../ui/DueTag.tsx';
import { PhotoStrip } from '../../../ui/PhotoStrip.tsx';
import { TimeAgo, untilMinute } from '../../../ui/TimeAgo.tsx';
import type { Detail } from '../matter.ts';

const asText = (value: unknown): string =>
  typeof value === 'boolean'
    ? value
      ? '是'
      : '否'
    : Array.isArray(value)
      ? value.join('、')
      : String(value);

/** The limits that run, each by its name: for whoever works on it the nearest, for everybody when the whole matter should be done. */
function limitsOf({ open, clocks }: Detail, worker: boolean): [string, React.ReactNode][] {
  if (!open) return [];
  // They come in the order in which they are due.
  const running = clocks.filter((clock) => !clock.stopped_at);
  const next = worker && running.find((clock) => !clock.paused);
  const end = running.findLast((clock) => clock.kind === 'resolve');
  const shown = [...new Set([next, end])].filter((clock) => !!clock);
  return shown.map((clock) => [clock.kind_name, <Limit key={clock.kind} clock={clock} />]);
}

function Limit({ clock }: { clock: Detail['clocks'][number] }) {
  if (clock.paused) return '已暂停计时';
  return (
    <>
      <time dateTime={clock.due_at}>{untilMinute(clock.due_at)} 前</time>{' '}
      <DueTag at={clock.due_at} started={clock.started_at} provisional={clock.provisional} />
    </>
  );
}

/** What is known of a matter, in pairs: number, place, who, when. */
export function MatterFacts({ matter, worker }: { matter: Detail; worker: boolean }) {
  const facts: [string, React.ReactNode][] = [
    ['编号', matter.number],
    ['类别', [matter.type_name, matter.category_name].filter(Boolean).join(' · ')],
    ['地点', [matter.area.name, matter.address].filter(Boolean).join(' · ')],
    ['提出', <TimeAgo key="created" at={matter.created_at} />],
  ];
  if (matter.owner) facts.push(['办理', matter.owner.name]);
  facts.push(...limitsOf(matter, worker));
  if (worker && matter.contact?.phone)
    facts.push([
      '联系',
      matter.contact.masked ? (
        `${matter.contact.name ?? ''} ${matter.contact.phone}`
      ) : (
        <a key="phone" href={`tel:${matter.contact.phone}`}>
          {matter.contact.name} {matter.contact.phone}
        </a>
      ),
    ]);
  for (const answer of matter.answers) facts.push([answer.label, asText(answer.value)]);
  return (
    <dl className="hy-facts">
      {facts.map(([label, value]) => (
        <Fact key={label} label={label}>
          {value}
        </Fact>
      ))}
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** Photos of before and after apart, so that the eye can compare. */
export function MatterPhotos({ files }: { files: Detail['files'] }) {
  const after = files.filter((file) => file.stage === 'after');
  const before = files.filter((file) => file.stage !== 'after');
  const strip = (some: Detail['files']) => (
    <PhotoStrip photos={some.map(({ id, url, thumb_url }) => ({ id, url, thumb: thumb_url }))} />
  );
  if (files.length === 0) return null;
  return (
    <div className="hy-photo-groups">
      {before.length > 0 && (
        <div>
          {after.length > 0 && <h3>处置前</h3>}
          {strip(before)}
        </div>
      )}
      {after.length > 0 && (
        <div>
          <h3>处置后</h3>
          {strip(after)}
        </div>
      )}
    </div>
  );
}
