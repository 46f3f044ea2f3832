import { Alert, Form, type FormInstance, Modal } from 'antd';
import { type ReactNode, useState } from 'react';
import { showErrors } from '../../api/errors.ts';
import { useDraft } from '../form/draft.ts';

interface Props<T extends object> {
  title: string;
  /** The word on the button that sends it. */
  submit: string;
  initial?: Partial<T>;
  /** Keeps what is typed under this name until it is sent. Dates must be held as text then (dates.ts). */
  draftKey?: string;
  /** The fields that hold photos, which no draft keeps. */
  photos?: readonly string[];
  /**
   * Sends it; what it throws is shown at the fields and what was typed stays. Closing is up to the caller. The same submission comes
   * with the same `client_id`, after a reload too where there is a draft.
   */
  onSubmit: (values: T, client_id: string) => Promise<void>;
  onClose: () => void;
  children: ReactNode | ((form: FormInstance<T>) => ReactNode);
  width?: number;
}

/** A small form in a dialog. Draw it only while it is open, so that it begins anew each time, or with its draft. */
export function FormModal<T extends object>(props: Props<T>) {
  const { title, submit, initial, draftKey, photos, onSubmit, onClose, children, width = 520 } = props;
  const [form] = Form.useForm<T>();
  const draft = useDraft(draftKey, photos);
  const [faults, setFaults] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const send = async (values: T) => {
    setBusy(true);
    setFaults([]);
    try {
      await onSubmit(values, draft.client_id);
      draft.drop();
    } catch (error) {
      setFaults(showErrors(form, error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={title}
      okText={submit}
      onOk={() => form.submit()}
      onCancel={onClose}
      confirmLoading={busy}
      width={width}
      mask={{ closable: false }}
    >
      {faults.length > 0 && (
        <Alert type="error" showIcon title={faults.join('；')} className="hy-form-fault" />
      )}
      <Form<T>
        form={form}
        layout="vertical"
        initialValues={{ ...initial, ...draft.initial }}
        onValuesChange={(_, all) => draft.keep(all)}
        onFinish={send}
      >
        {typeof children === 'function' ? children(form) : children}
      </Form>
    </Modal>
  );
}
