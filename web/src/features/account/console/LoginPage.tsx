import { Alert, Button, Form, Input } from 'antd';
import { useDemo } from '../../../api/session.ts';
import type { DemoAccount } from '../../../api/types.ts';
import { useSignIn } from '../useSignIn.ts';
import './login.css';

interface PasswordProof {
  username: string;
  password: string;
}

/** Staff sign in with account and password. A demo city offers its accounts to be picked. */
export default function LoginPage() {
  const { data: demo } = useDemo();
  const [form] = Form.useForm<PasswordProof>();
  const { faults, busy, send } = useSignIn(form);
  const enter = async (proof: PasswordProof) => {
    if (!(await send(proof))) form.getFieldInstance('password')?.focus();
  };
  const pick = (account: DemoAccount) => {
    form.setFieldsValue({ username: account.username, password: demo?.password ?? '' });
    form.submit();
  };
  return (
    <main className="hy-login">
      <section className="hy-login-card">
        <header>
          <img src="/icon.svg" alt="" width={48} height={48} />
          <div>
            <h1>呼应</h1>
            <p className="hy-muted">基层治理工作台 · 有呼必应</p>
          </div>
        </header>
        {faults.length > 0 && <Alert type="error" showIcon title={faults.join('；')} />}
        <Form form={form} layout="vertical" size="large" requiredMark={false} onFinish={enter}>
          <Form.Item name="username" label="账号" rules={[{ required: true, message: '请填写账号' }]}>
            <Input autoFocus autoComplete="username" maxLength={64} />
          </Form.Item>
          <Form.Item name="password" label="密码" rules={[{ required: true, message: '请填写密码' }]}>
            <Input.Password autoComplete="current-password" maxLength={200} />
          </Form.Item>
          <Button type="primary" htmlType="submit" block loading={busy}>
            登录
          </Button>
        </Form>
        {demo?.usable && <DemoAccounts accounts={demo.accounts} onPick={pick} />}
      </section>
      <p className="hy-muted">
        居民请使用<a href="/portal/">手机端</a>报事和查询
      </p>
    </main>
  );
}

function DemoAccounts({
  accounts,
  onPick,
}: {
  accounts: DemoAccount[];
  onPick: (account: DemoAccount) => void;
}) {
  return (
    <div className="hy-login-demo">
      <p>示例城市，点一个身份直接进入：</p>
      <div>
        {accounts.map((account) => (
          <button key={account.username} type="button" onClick={() => onPick(account)}>
            <strong>{account.name}</strong>
            <span className="hy-muted">{account.role}</span>
            <span className="hy-muted">{account.username}</span>
          </button>
        ))}
      </div>
    </div>
  );
}
