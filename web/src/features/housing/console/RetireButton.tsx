import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { housingChanged } from '../housing.ts';

/** 注销, with a reason; the refusal (somebody is registered there) is said in the form. */
export function RetireButton(props: {
  what: string;
  url: string;
  version: number;
  note: string;
  onDone: () => void;
}) {
  const { what, url, version, note, onDone } = props;
  const [asking, ask] = useState(false);
  const save = async ({ reason }: { reason: string }) => {
    await api.post(url, { version, reason });
    await housingChanged();
    onDone();
  };
  return (
    <>
      <Button size="small" danger onClick={() => ask(true)}>
        注销
      </Button>
      {asking && (
        <FormModal<{ reason: string }>
          title={`注销${what}`}
          submit="注销"
          onSubmit={save}
          onClose={() => ask(false)}
        >
          <p>{note}</p>
          <Form.Item
            name="reason"
            label="原因"
            rules={[{ required: true, whitespace: true, min: 2, message: '请填写原因' }]}
          >
            <Input maxLength={200} placeholder="如：已拆除" />
          </Form.Item>
        </FormModal>
      )}
    </>
  );
}
