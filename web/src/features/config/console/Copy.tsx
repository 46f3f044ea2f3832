import { App, Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../../../api/client.ts';
import { showErrors } from '../../../api/errors.ts';
import { type Document, refresh } from './data.ts';

/** The line by which a text of a kind says its code; others go by the name of their file. */
const NAMED: Record<string, string> = {
  workflow: 'code',
  type: 'code',
  scheme: 'code',
  categories: 'scheme',
};

/** Begins a new document from this one: another code, its text as a draft, nothing in force. */
export function Copy({ document, text }: { document: Document; text: string }) {
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [form] = Form.useForm<{ code: string }>();
  const { message } = App.useApp();
  const go = useNavigate();
  const { kind } = document;
  const named = NAMED[kind];
  if (!named) return null;
  const make = async ({ code }: { code: string }) => {
    setBusy(true);
    try {
      const own = text.replace(new RegExp(`^${named}:.*$`, 'm'), `${named}: ${code}`);
      await api.put(`/api/config/${kind}/${encodeURIComponent(code)}/draft`, {
        text: own,
        version: 0,
        note: '',
      });
      await refresh();
      setOpen(false);
      await go(`/config/${kind}/${code}`);
    } catch (error) {
      const rest = showErrors(form, error);
      if (rest[0]) message.error(rest[0]);
    }
    setBusy(false);
  };
  return (
    <>
      <Button type="text" onClick={() => setOpen(true)}>
        复制为新的
      </Button>
      <Modal
        open={open}
        title={`复制「${document.name}」为新的${document.kind_name}`}
        okText="建草稿"
        confirmLoading={busy}
        onOk={() => form.submit()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <Form form={form} layout="vertical" onFinish={(values) => void make(values)}>
          <Form.Item
            name="code"
            label="新的代码"
            help="小写字母、数字和横线；发布之前不会执行"
            rules={[{ required: true, message: '请填写代码' }]}
          >
            <Input maxLength={60} autoFocus />
          </Form.Item>
        </Form>
      </Modal>
    </>
  );
}
