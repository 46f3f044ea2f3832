import { Alert, Button, Form } from 'antd';
import { type ReactNode, useState } from 'react';
import { showErrors } from '../../../api/errors.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { MoreFields, useMore } from '../../../ui/console/MoreFields.tsx';
import { useDraft } from '../../../ui/form/draft.ts';
import { type Field, type Raw, useFields } from '../resident.ts';
import { FieldControl } from './FieldControl.tsx';

interface Props {
  draftKey: string;
  before: Raw;
  /** What is known of masked items: whoever leaves them empty keeps them. */
  masked?: Record<string, string>;
  /** The names of the codes in `before`, until their list is read. */
  words?: Record<string, string>;
  submit: string;
  onSubmit: (values: Raw, rest: Rest, client_id: string) => Promise<void>;
  onCancel: () => void;
  /** Fields that belong to the registration, not to the person. */
  children?: ReactNode;
  /** What those begin with. */
  rest?: Rest;
  /** What stands between a refusal and trying again, e.g. a way to the record that is there already. */
  note?: (error: unknown) => ReactNode;
}
export type Rest = Record<string, unknown>;
interface Held extends Rest {
  values?: Raw;
}

/** A person's items as the dictionary has them: those everybody is asked first, the others behind 更多. */
export function PersonForm(props: Props) {
  const { draftKey, before, rest, submit, onSubmit, onCancel, note, children } = props;
  const [form] = Form.useForm<Held>();
  const draft = useDraft(draftKey);
  const fields = useFields();
  const more = useMore(form, fields.data?.items.filter(({ core }) => !core) ?? []);
  const [fault, setFault] = useState<{ said: string[]; error: unknown }>();
  const [busy, setBusy] = useState(false);
  const send = async ({ values = {}, ...others }: Held) => {
    setBusy(true);
    setFault(undefined);
    try {
      await onSubmit(values, others, draft.client_id);
      draft.drop();
    } catch (error) {
      setFault({ said: showErrors(form, error), error });
      more.unfold();
    } finally {
      setBusy(false);
    }
  };
  const kept = draft.initial as Held;
  return (
    <Answered query={fields} rows={10}>
      {({ items }) => (
        <Form<Held>
          form={form}
          layout="vertical"
          initialValues={{ ...rest, ...kept, values: { ...before, ...kept.values } }}
          onFinish={send}
          onFinishFailed={more.unfold}
          onValuesChange={(_, all) => draft.keep(all)}
          scrollToFirstError
        >
          {fault && fault.said.length > 0 && (
            <Alert
              type="error"
              showIcon
              className="hy-form-fault"
              title={fault.said.join('；')}
              action={note?.(fault.error)}
            />
          )}
          {children}
          <Fields items={items} more={more} {...props} />
          <div className="hy-person-send">
            <Button onClick={onCancel}>取消</Button>
            <Button type="primary" htmlType="submit" loading={busy}>
              {submit}
            </Button>
          </div>
        </Form>
      )}
    </Answered>
  );
}

interface FieldsProps extends Props {
  items: Field[];
  more: ReturnType<typeof useMore>;
}

function Fields({ items, more, before, masked = {}, words = {} }: FieldsProps) {
  const [core, rest] = [items.filter((item) => item.core), items.filter((item) => !item.core)];
  const filled = rest.some(({ code }) => code in before || code in masked);
  const draw = (list: Field[]) => (
    <div className="hy-person-fields">
      {list.map((field) => (
        <FieldControl key={field.code} field={field} masked={masked[field.code]} word={words[field.code]} />
      ))}
    </div>
  );
  return (
    <>
      {draw(core)}
      <MoreFields more={more} filled={filled} count={rest.length}>
        {draw(rest)}
      </MoreFields>
    </>
  );
}
