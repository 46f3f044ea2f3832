import { Button, Skeleton, TextArea, Toast } from 'antd-mobile';
import { useState } from 'react';
import { Navigate, useNavigate, useParams } from 'react-router';
import { ApiError } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { useMe } from '../../../api/session.ts';
import type { Ability, FormField } from '../../../api/types.ts';
import type { Values } from '../../../ui/form/fields.ts';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { goToFirstFault } from '../../../ui/portal/firstFault.ts';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { type Detail, useMatter } from '../../matter/matter.ts';
import { actOrKeep } from '../../matter/portal/act.ts';
import './judgement.css';

/** How the caller found the answer: few questions, in large print, each answered with one press. */
export default function RatePage() {
  const { id = '' } = useParams();
  const { data: me } = useMe();
  const { data: matter, error, isPending, refetch } = useMatter(id);
  const ability = matter?.abilities.find(({ action, enabled }) => action === 'rate' && enabled);
  const owner = me?.account?.id;
  if (me && !owner) return <Navigate to={`/login?next=/matters/${id}/rate`} replace />;
  return (
    <PortalPage title="评价" back>
      {isPending && <Skeleton.Paragraph animated lineCount={6} />}
      {error && !matter && <Fault whole error={error} onRetry={() => void refetch()} />}
      {matter && !ability && <div className="hy-empty">这件事项现在不用评价。</div>}
      {matter && ability && owner && <Questions matter={matter} ability={ability} owner={owner} />}
    </PortalPage>
  );
}

function Questions({ matter, ability, owner }: { matter: Detail; ability: Ability; owner: string }) {
  const go = useNavigate();
  const [answers, setAnswers] = useState<Values>({});
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const answer = (name: string, value: unknown) => {
    setAnswers((now) => ({ ...now, [name]: value }));
    setFaults(({ [name]: _, ...rest }) => rest);
  };
  const send = async () => {
    const missing = ability.form.filter(({ name, required }) => required && answers[name] === undefined);
    setFaults(Object.fromEntries(missing.map(({ name, label }) => [name, `请回答“${label}”`])));
    if (missing.length > 0) return goToFirstFault();
    setBusy(true);
    try {
      const kept = await actOrKeep(owner, matter, ability, answers, []);
      Toast.show({ content: kept ?? '谢谢您的评价', duration: 3000 });
      void go(`/matters/${matter.id}`, { replace: true });
    } catch (fault) {
      const fields = fault instanceof ApiError ? fault.fields : [];
      setFaults(Object.fromEntries(fields.map(({ path, message }) => [path, message])));
      if (fields.length > 0) goToFirstFault();
      else Toast.show({ content: sayError(fault), duration: 4000 });
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="hy-rate">
      <p className="hy-rate-title">{matter.title}</p>
      {matter.public_reply && <p className="hy-rate-reply">答复：{matter.public_reply}</p>}
      {ability.form.map((field) => (
        <Question
          key={field.name}
          field={field}
          value={answers[field.name]}
          fault={faults[field.name]}
          onAnswer={(value) => answer(field.name, value)}
        />
      ))}
      <Button block color="primary" size="large" loading={busy} onClick={() => void send()}>
        提交评价
      </Button>
    </div>
  );
}

interface QuestionProps {
  field: FormField;
  value: unknown;
  fault: string | undefined;
  onAnswer: (value: unknown) => void;
}

/** A question with its answers as buttons; words where words are asked. */
function Question({ field, value, fault, onAnswer }: QuestionProps) {
  const choices =
    field.kind === 'boolean'
      ? [
          { value: true, label: '是' },
          { value: false, label: '否' },
        ]
      : (field.options ?? []);
  return (
    <fieldset className="hy-rate-ask" data-fault={Boolean(fault)}>
      <legend>{field.label}</legend>
      {field.help && <p className="hy-muted">{field.help}</p>}
      {choices.length > 0 ? (
        <div className="hy-rate-choices">
          {choices.map((choice) => (
            <button
              key={choice.label}
              type="button"
              aria-pressed={choice.value === value}
              onClick={() => onAnswer(choice.value)}
            >
              {choice.label}
            </button>
          ))}
        </div>
      ) : (
        <TextArea
          rows={3}
          maxLength={field.max_length ?? 1000}
          placeholder="可以不填"
          value={String(value ?? '')}
          onChange={(text) => onAnswer(text || undefined)}
        />
      )}
      {fault && (
        <p className="hy-alert" role="alert">
          {fault}
        </p>
      )}
    </fieldset>
  );
}
