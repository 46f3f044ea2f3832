import { ShownOnce } from './ShownOnce.tsx';

interface Props {
  name: string;
  username: string;
  password: string;
  onClose: () => void;
}

/** A one-time password. */
export function OneTime({ name, username, password, onClose }: Props) {
  return (
    <ShownOnce
      title={`${name} 的一次性密码`}
      copied={`用户名 ${username} 一次性密码 ${password}`}
      kept="已记下，关闭"
      onClose={onClose}
    >
      <p>
        用户名 <strong>{username}</strong>
      </p>
      <p className="hy-once" data-testid="one-time-password">
        {password}
      </p>
      <p className="hy-muted">只显示这一次。请当面或电话告知本人；首次登录须修改后才能办理业务。</p>
    </ShownOnce>
  );
}
