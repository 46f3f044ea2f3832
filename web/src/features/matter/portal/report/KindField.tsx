import { Form, Switch } from 'antd-mobile';
import { rulesOf } from '../../../../ui/form/fields.ts';
import { Control } from '../../../../ui/portal/Control.tsx';
import type { MatterType } from '../catalog.ts';
import type { ReportDraft } from './draft.ts';

interface Props {
  types: MatterType[];
  type: MatterType | undefined;
  onType: (code: string) => void;
}

/** Which kind it is: a guess that one touch changes. */
export function KindField({ types, type, onType }: Props) {
  return (
    <section className="hy-card">
      <h2>哪一类</h2>
      <fieldset className="hy-chips" aria-label="事项类型">
        {types.map((one) => (
          <button
            key={one.code}
            type="button"
            className="hy-chip"
            aria-pressed={one.code === type?.code}
            onClick={() => onType(one.code)}
          >
            {one.name}
          </button>
        ))}
      </fieldset>
      {type && <p className="hy-muted">{type.description}</p>}
    </section>
  );
}

/** The few questions of the kind, kept in `answers` of the form. */
export function Questions({
  type,
  form,
  draft,
  onAnswers,
}: {
  type: MatterType;
  form: ReturnType<typeof Form.useForm>[0];
  draft: ReportDraft;
  onAnswers: (answers: Record<string, unknown>) => void;
}) {
  const fields = type.form.filter((field) => field.kind !== 'files');
  if (fields.length === 0) return null;
  return (
    <Form
      form={form}
      mode="card"
      className="hy-questions"
      initialValues={{ answers: draft.answers }}
      onValuesChange={(_, all: { answers?: Record<string, unknown> }) => onAnswers(all.answers ?? {})}
    >
      {fields.map((field) => (
        <Form.Item
          key={`${type.code}.${field.name}`}
          name={['answers', field.name]}
          label={field.label}
          rules={rulesOf(field) as never}
          description={field.help}
          validateFirst
        >
          <Control field={field} />
        </Form.Item>
      ))}
    </Form>
  );
}

/** Named, anonymous or confidential, each said in words. */
export function PrivacyField({
  type,
  draft,
  onChange,
}: {
  type: MatterType | undefined;
  draft: ReportDraft;
  onChange: (part: Partial<ReportDraft>) => void;
}) {
  const always = type?.confidential ?? false;
  return (
    <section className="hy-card hy-privacy">
      {type?.anonymous && (
        <div className="hy-switch">
          <span>
            匿名
            <span className="hy-muted">办理的人看不到您是谁，也无法联系您</span>
          </span>
          <Switch
            checked={draft.anonymous}
            onChange={(anonymous) => onChange({ anonymous })}
            aria-label="匿名"
          />
        </div>
      )}
      <div className="hy-switch">
        <span>
          保密
          <span className="hy-muted">
            {always ? '这一类事项一律保密，只有经办的人能看到' : '只有经办的人能看到内容'}
          </span>
        </span>
        <Switch
          checked={always || draft.confidential}
          disabled={always}
          onChange={(confidential) => onChange({ confidential })}
          aria-label="保密"
        />
      </div>
    </section>
  );
}
