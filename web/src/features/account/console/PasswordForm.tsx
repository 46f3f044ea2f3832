import { Alert, Button, Card, Form, Input } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { showErrors } from '../../../api/errors.ts';
import { queryClient } from '../../../api/query.ts';

interface Change {
  current: string;
  password: string;
  again: string;
}

/** A password that was set by somebody else is changed before anything else is done. */
export function ForcedPassword() {
  return (
    <Card title="请先修改密码" style={{ maxWidth: 420, margin: '24px auto' }}>
      <p className="hy-muted">现在的密码是别人为您设的，改成只有您知道的密码后就能办理业务。</p>
      <PasswordForm />
    </Card>
  );
}

/** The old password once, the new one twice. Other places where the account is signed in are signed out. */
export function PasswordForm({ onDone }: { onDone?: () => void }) {
  const [form] = Form.useForm<Change>();
  const [faults, setFaults] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const send = async ({ current, password }: Change) => {
    setBusy(true);
    setFaults([]);
    try {
      await api.post('/api/me/password', { current, password });
      await queryClient.invalidateQueries({ queryKey: ['me'] });
      onDone?.();
    } catch (error) {
      setFaults(showErrors(form, error));
    } finally {
      setBusy(false);
    }
  };
  const same = (_: unknown, again: string) =>
    again === form.getFieldValue('password')
      ? Promise.resolve()
      : Promise.reject(new Error('两次填写的新密码不一样'));
  return (
    <>
      {faults.length > 0 && (
        <Alert type="error" showIcon title={faults.join('；')} style={{ marginBottom: 12 }} />
      )}
      <Form form={form} layout="vertical" requiredMark={false} onFinish={send}>
        <Form.Item
          name="current"
          label="现在的密码"
          rules={[{ required: true, message: '请填写现在的密码' }]}
        >
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Form.Item name="password" label="新密码" rules={[{ required: true, message: '请填写新密码' }]}>
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Form.Item
          name="again"
          label="再填一次新密码"
          dependencies={['password']}
          rules={[{ validator: same }]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={busy}>
          保存新密码
        </Button>
      </Form>
    </>
  );
}
