import { App, Button, Modal } from 'antd';

interface Props {
  name: string;
  username: string;
  password: string;
  onClose: () => void;
}

/** A one-time password: it is nowhere else, so only the button closes this. */
export function OneTime({ name, username, password, onClose }: Props) {
  const { message } = App.useApp();
  const copy = () =>
    navigator.clipboard
      .writeText(`用户名 ${username} 一次性密码 ${password}`)
      .then(() => message.success('已复制'))
      .catch(() => message.error('浏览器不允许复制，请手工抄写'));
  return (
    <Modal
      open
      title={`${name} 的一次性密码`}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      footer={[
        <Button key="copy" onClick={() => void copy()}>
          复制
        </Button>,
        <Button key="done" type="primary" onClick={onClose}>
          已记下，关闭
        </Button>,
      ]}
    >
      <p>
        用户名 <strong>{username}</strong>
      </p>
      <p className="hy-once" data-testid="one-time-password">
        {password}
      </p>
      <p className="hy-muted">只显示这一次。请当面或电话告知本人；首次登录须修改后才能办理业务。</p>
    </Modal>
  );
}
