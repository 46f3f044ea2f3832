import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Input, Segmented } from 'antd';
import { type ReactNode, useRef, useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { newId } from '../../../api/id.ts';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { useKeys } from '../../matter/console/useKeys.ts';
import { judged, type Visit } from '../judgement.ts';

interface Answers {
  contacted?: boolean;
  solved?: boolean;
  satisfied?: string;
}

const NOT_REACHED = [
  { key: '2', result: 'no_answer', name: '无人接听' },
  { key: '3', result: 'busy', name: '占线或关机' },
  { key: '4', result: 'wrong_number', name: '号码有误' },
  { key: '5', result: 'refused', name: '接通，不愿评价' },
] as const;

interface Props {
  visit: Visit;
  last: Visit | undefined;
  onDone: (visit: Visit) => void;
}

/** One call: whom, about what, what came of it. 1 begins the three questions, 2 to 5 say why there were none. */
export function VisitCard({ visit, last, onDone }: Props) {
  const [asking, setAsking] = useState(false);
  const [answers, setAnswers] = useState<Answers>({});
  const [note, setNote] = useState('');
  const clientId = useRef(newId());
  const send = useMutation({
    mutationFn: (body: object) =>
      api.post<Visit>(`/api/visits/${visit.id}/attempts`, {
        client_id: clientId.current,
        ...body,
        ...(note.trim() && { note: note.trim() }),
      }),
    onSuccess: async (result) => {
      clientId.current = newId();
      setAsking(false);
      setNote('');
      onDone(result);
      await judged(visit.matter.id);
    },
  });
  const open = visit.state === 'open' && !send.isPending;
  const attempt = (result: string) => open && send.mutate({ result });
  const put = (part: Answers) => setAnswers((now) => ({ ...now, ...part }));
  const answer = (yes: boolean) =>
    answers.contacted === undefined
      ? put({ contacted: yes })
      : answers.solved === undefined && put({ solved: yes });
  const finish = () => open && send.mutate({ result: 'answered', ...answers });
  useKeys(
    asking
      ? {
          y: () => answer(true),
          n: () => answer(false),
          a: () => put({ satisfied: 'satisfied' }),
          s: () => put({ satisfied: 'basically' }),
          d: () => put({ satisfied: 'dissatisfied' }),
          enter: finish,
          escape: () => setAsking(false),
        }
      : {
          1: () => open && setAsking(true),
          ...Object.fromEntries(NOT_REACHED.map(({ key, result }) => [key, () => attempt(result)])),
        },
  );
  return (
    <div className="hy-visit">
      {last && last.id !== visit.id && (
        <Alert type="success" showIcon title={`上一件：${last.matter.title}，${last.state_name}`} />
      )}
      <MatterWords visit={visit} />
      <section className="hy-panel">
        <h2>联系诉求人</h2>
        <Phone visit={visit} />
        {send.error && <Alert type="error" showIcon title={sayError(send.error)} />}
        {visit.state !== 'open' && <StateTag kind="ended">{visit.state_name}</StateTag>}
        {visit.state === 'open' && !asking && (
          <div className="hy-visit-results">
            <Button type="primary" disabled={!open} onClick={() => setAsking(true)}>
              接通 <kbd>1</kbd>
            </Button>
            {NOT_REACHED.map(({ key, result, name }) => (
              <Button key={key} disabled={!open} onClick={() => attempt(result)}>
                {name} <kbd>{key}</kbd>
              </Button>
            ))}
          </div>
        )}
        {asking && <Questions answers={answers} onAnswer={put} note={note} onNote={setNote} />}
        {asking && (
          <div className="hy-visit-results">
            <Button type="primary" loading={send.isPending} onClick={finish}>
              记下回访结果 <kbd>Enter</kbd>
            </Button>
            <Button onClick={() => setAsking(false)}>返回</Button>
          </div>
        )}
        <Tries visit={visit} />
      </section>
    </div>
  );
}

function MatterWords({ visit }: { visit: Visit }) {
  const { matter } = visit;
  return (
    <section className="hy-panel">
      <h2>
        <Link to={`/matters/${matter.id}`}>{matter.title}</Link>
        {matter.confidential && <StateTag kind="paused">保密</StateTag>}
        <span className="hy-panel-tool">J 下一件 · K 上一件</span>
      </h2>
      <p className="hy-muted">
        {matter.number} · {matter.type_name} · {matter.area} · {matter.state_name}
        {matter.closed_at && (
          <>
            {' '}
            <TimeAgo at={matter.closed_at} />
          </>
        )}
      </p>
      <dl className="hy-answers">
        <div>
          <dt>地点</dt>
          <dd>{matter.address || '未填'}</dd>
        </div>
        <div>
          <dt>办理单位</dt>
          <dd>{matter.main_unit?.name ?? '指挥中心直接答复'}</dd>
        </div>
        <div>
          <dt>公开答复</dt>
          <dd>{matter.public_reply ?? '没有'}</dd>
        </div>
      </dl>
    </section>
  );
}

/** The number, masked until it is needed: the look is written down with the call-back as its purpose. */
function Phone({ visit }: { visit: Visit }) {
  const look = useMutation({
    mutationFn: () =>
      api.post<{ name: string | null; phone: string | null }>(`/api/matters/${visit.matter.id}/contact`, {
        purpose: '回访诉求人',
      }),
  });
  useKeys({ u: () => visit.state === 'open' && !look.data && look.mutate() });
  const shown = look.data ?? visit.contact;
  return (
    <p>
      <span className="hy-visit-phone">{shown?.phone ?? '号码已隐藏'}</span> {shown?.name}{' '}
      {visit.state === 'open' && !look.data && (
        <Button size="small" loading={look.isPending} onClick={() => look.mutate()}>
          看号码（留痕）U
        </Button>
      )}
      {look.data?.phone && <a href={`tel:${look.data.phone}`}>拨打</a>}
      {look.error && <Alert type="error" showIcon title={sayError(look.error)} />}
    </p>
  );
}

interface QuestionProps {
  answers: Answers;
  onAnswer: (part: Answers) => void;
  note: string;
  onNote: (note: string) => void;
}

function Questions({ answers, onAnswer, note, onNote }: QuestionProps) {
  const yesNo = [
    { value: true, label: '是 Y' },
    { value: false, label: '否 N' },
  ];
  const contents = [
    { value: 'satisfied', label: '满意 A' },
    { value: 'basically', label: '基本满意 S' },
    { value: 'dissatisfied', label: '不满意 D' },
  ];
  return (
    <div className="hy-visit-ask">
      {(['contacted', 'solved'] as const).map((name) => (
        <Asked key={name} label={name === 'contacted' ? '是否联系' : '是否解决'}>
          <Segmented
            options={yesNo as never}
            value={(answers[name] ?? null) as never}
            onChange={(value) => onAnswer({ [name]: value as unknown as boolean })}
          />
        </Asked>
      ))}
      <Asked label="是否满意">
        <Segmented
          options={contents}
          value={(answers.satisfied ?? null) as never}
          onChange={(satisfied) => onAnswer({ satisfied })}
        />
      </Asked>
      <Asked label="评价内容">
        <Input.TextArea
          rows={2}
          maxLength={1000}
          value={note}
          onChange={(event) => onNote(event.target.value)}
          placeholder="诉求人的原话，可不填"
        />
      </Asked>
    </div>
  );
}

function Asked({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <span>{label}</span>
      <span>{children}</span>
    </>
  );
}

function Tries({ visit }: { visit: Visit }) {
  if (visit.tries.length === 0)
    return (
      <p className="hy-panel-note">还没有拨打过，最多 {visit.most_attempts} 次；都不通的不计为有效回访。</p>
    );
  return (
    <ol className="hy-visit-tries">
      {visit.tries.map((each) => (
        <li key={each.n}>
          {each.result_name}
          {each.note && `：${each.note}`}{' '}
          <span className="hy-muted">
            {each.by} · <TimeAgo at={each.at} />
          </span>
        </li>
      ))}
    </ol>
  );
}
