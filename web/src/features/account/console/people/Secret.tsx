import { Alert, App, Button, Modal } from 'antd';
import './credential.css';

interface Props {
  name: string;
  secret: string;
  onClose: () => void;
}

/** The secret of a new credential: it is nowhere else, so only the button closes this. */
export function Secret({ name, secret, onClose }: Props) {
  const { message } = App.useApp();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(secret);
      message.success('已复制');
    } catch {
      // Pages without HTTPS have no clipboard.
      message.error('浏览器不允许复制，请点选密钥后手工复制');
    }
  };
  return (
    <Modal
      open
      title={`${name} 的密钥`}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      footer={[
        <Button key="copy" onClick={() => void copy()}>
          复制
        </Button>,
        <Button key="done" type="primary" onClick={onClose}>
          已保存，关闭
        </Button>,
      ]}
    >
      <div className="hy-stack">
        <Alert type="warning" showIcon title="密钥只显示这一次，关闭后谁也看不到。请现在就保存。" />
        <p className="hy-secret" data-testid="secret">
          {secret}
        </p>
        <span className="hy-muted">
          请直接交给对方系统的负责人，不要发在群里或写进文档。调用时放在请求头 Authorization: Bearer
          之后。怀疑泄露，请立即吊销。
        </span>
      </div>
    </Modal>
  );
}
