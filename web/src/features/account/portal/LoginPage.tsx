import { Button, CapsuleTabs, Form, Input, Toast } from 'antd-mobile';
import { useEffect, useState } from 'react';
import { askCode, type Proof, useDemo } from '../../../api/session.ts';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { useSignIn } from '../useSignIn.ts';
import { DemoPicker } from './DemoPicker.tsx';
import './login.css';

/** Residents sign in by phone and code; staff may use their password. */
export default function LoginPage() {
  const { data: demo } = useDemo();
  const [way, setWay] = useState('phone');
  const [form] = Form.useForm();
  const { faults, busy, send, fail } = useSignIn(form);
  return (
    <PortalPage title="登录" back>
      <header className="hy-hello">
        <img src="/icon.svg" alt="" width={56} height={56} />
        <div>
          <h1>呼应</h1>
          <p>有呼必应：报事、办事、看进度</p>
        </div>
      </header>
      <CapsuleTabs activeKey={way} onChange={setWay} className="hy-ways">
        <CapsuleTabs.Tab key="phone" title="手机号登录" />
        <CapsuleTabs.Tab key="password" title="工作人员" />
      </CapsuleTabs>
      {faults.length > 0 && (
        <div className="hy-alert" role="alert">
          {faults.join('；')}
        </div>
      )}
      <Form
        mode="card"
        style={{ margin: '0 -12px' }}
        form={form}
        onFinish={(proof: Proof) => void send(proof)}
        footer={
          <Button block type="submit" color="primary" size="large" loading={busy}>
            登录
          </Button>
        }
      >
        {way === 'phone' ? <PhoneFields form={form} onFault={fail} /> : <PasswordFields />}
      </Form>
      {demo?.usable && demo.password && (
        <DemoPicker
          accounts={demo.accounts}
          onPick={(username) => void send({ username, password: demo.password! })}
        />
      )}
    </PortalPage>
  );
}

function PasswordFields() {
  return (
    <>
      <Form.Item name="username" label="账号" rules={[{ required: true, message: '请填写账号' }]}>
        <Input placeholder="请填写账号" autoComplete="username" clearable />
      </Form.Item>
      <Form.Item name="password" label="密码" rules={[{ required: true, message: '请填写密码' }]}>
        <Input placeholder="请填写密码" type="password" autoComplete="current-password" clearable />
      </Form.Item>
    </>
  );
}

interface PhoneProps {
  form: {
    validateFields(names: string[]): Promise<{ phone: string }>;
    setFieldValue(name: string, value: string): void;
  };
  onFault: (error: unknown) => void;
}

function PhoneFields({ form, onFault }: PhoneProps) {
  const [wait, setWait] = useState(0);
  useEffect(() => {
    if (wait === 0) return;
    const timer = setTimeout(() => setWait(wait - 1), 1000);
    return () => clearTimeout(timer);
  }, [wait]);
  const ask = async () => {
    const checked = await form.validateFields(['phone']).catch(() => undefined);
    if (!checked) return;
    try {
      const answer = await askCode(checked.phone);
      setWait(answer.retry_after);
      if (answer.demo_code) form.setFieldValue('code', answer.demo_code);
      Toast.show({
        content: answer.demo_code
          ? `示例城市不发短信，验证码是 ${answer.demo_code}，已填好`
          : '验证码已发送，5 分钟内有效',
        duration: 4000,
        position: 'bottom',
      });
    } catch (error) {
      onFault(error);
    }
  };
  const button = (
    <Button size="small" fill="none" color="primary" disabled={wait > 0} onClick={() => void ask()}>
      {wait > 0 ? `${wait} 秒后重发` : '获取验证码'}
    </Button>
  );
  return (
    <>
      <Form.Item
        name="phone"
        label="手机号"
        rules={[
          { required: true, message: '请填写手机号' },
          { pattern: /^1\d{10}$/, message: '请填写 11 位手机号' },
        ]}
        validateFirst
      >
        <Input placeholder="请填写手机号" type="tel" maxLength={11} autoComplete="tel" clearable />
      </Form.Item>
      <Form.Item
        name="code"
        label="验证码"
        extra={button}
        rules={[{ required: true, message: '请填写验证码' }]}
      >
        <Input placeholder="6 位数字" inputMode="numeric" maxLength={6} autoComplete="one-time-code" />
      </Form.Item>
    </>
  );
}
