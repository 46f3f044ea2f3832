import { Button, Form } from 'antd-mobile';
import { type ComponentType, useState } from 'react';
import { showErrors } from '../../api/errors.ts';
import type { FormField } from '../../api/types.ts';
import { useDraft } from '../form/draft.ts';
import { answersOf, photoNames, type Rule, rulesOf, type Values } from '../form/fields.ts';
import { type PhotoItem, refuseFile } from '../usePhotos.ts';
import { Control, type ControlProps } from './Control.tsx';
import { goToFirstFault } from './firstFault.ts';
import { settlePhotos } from './photos.ts';

interface Props {
  fields: FormField[];
  /**
   * Sends the answers; what it throws is shown on the fields. The form keeps everything until it succeeds. `unsent` are photos
   * that could not travel yet: whoever submits sends them along, or later. The same submission comes with the same `client_id`, after a
   * reload too where there is a draft.
   */
  onSubmit: (answers: Values, unsent: File[], client_id: string) => Promise<void>;
  submit: string;
  danger?: boolean;
  draftKey?: string;
  initial?: Values;
  /** Controls of a feature's own, by the kind of field they draw. */
  controls?: PhoneControls;
}

export type PhoneControls = Partial<Record<FormField['kind'], ComponentType<ControlProps>>>;

/** Draws a form the server described, with antd-mobile. The same fields as the console's. */
export function SchemaForm({ fields, onSubmit, submit, danger, draftKey, initial, controls }: Props) {
  const [form] = Form.useForm();
  const photos = photoNames(fields);
  const draft = useDraft(draftKey, photos);
  const [busy, setBusy] = useState(false);
  const [faults, setFaults] = useState<string[]>([]);
  const photosNow = () =>
    photos.flatMap((name) => (form.getFieldValue(name) as PhotoItem[] | undefined) ?? []);
  const send = async (values: Values) => {
    setBusy(true);
    setFaults([]);
    try {
      const { files } = await settlePhotos(photosNow);
      await onSubmit(answersOf(fields, { ...values, ...form.getFieldsValue(true) }), files, draft.client_id);
      draft.drop();
    } catch (error) {
      setFaults(showErrors(form, error));
      goToFirstFault();
    } finally {
      setBusy(false);
    }
  };
  return (
    <Form
      form={form}
      initialValues={{ ...initial, ...draft.initial }}
      onValuesChange={(_, all: Values) => draft.keep(all)}
      onFinish={(values: Values) => void send(values)}
      onFinishFailed={goToFirstFault}
      footer={
        <Button block type="submit" color={danger ? 'danger' : 'primary'} size="large" loading={busy}>
          {submit}
        </Button>
      }
    >
      {faults.length > 0 && (
        <div className="hy-alert" role="alert">
          {faults.join('；')}
        </div>
      )}
      {fields.map((field) => (
        <Form.Item
          key={field.name}
          name={field.name}
          label={field.label}
          rules={(field.kind === 'files' ? photoRules(field) : rulesOf(field)) as never}
          description={field.help}
          validateFirst
        >
          <Control field={field} own={controls?.[field.kind]} />
        </Form.Item>
      ))}
    </Form>
  );
}

/** Photos on their way are waited for when the form is sent; only one that can never be sent holds it back. */
const photoRules = (field: FormField): Rule[] => [
  {
    validator: async (_, value) => {
      const items = (value as PhotoItem[] | undefined) ?? [];
      if (field.required && items.length === 0) throw new Error(`请添加${field.label}`);
      if (items.some((item) => refuseFile(item.file))) throw new Error('有照片不能上传，请移除');
    },
  },
];
