import { App, Button, Modal } from 'antd';
import type { ReactNode } from 'react';

interface Props {
  title: string;
  /** What 复制 copies. */
  copied: string;
  /** The button that says that it was kept. */
  kept: string;
  onClose: () => void;
  children: ReactNode;
}

/** A secret that is nowhere else: neither Esc nor a press beside it closes this, only the button does. */
export function ShownOnce({ title, copied, kept, onClose, children }: Props) {
  const { message } = App.useApp();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(copied);
      message.success('已复制');
    } catch {
      // Pages without HTTPS have no clipboard.
      message.error('浏览器不允许复制，请点选后手工复制');
    }
  };
  return (
    <Modal
      open
      title={title}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      footer={[
        <Button key="copy" onClick={() => void copy()}>
          复制
        </Button>,
        <Button key="done" type="primary" onClick={onClose}>
          {kept}
        </Button>,
      ]}
    >
      {children}
    </Modal>
  );
}
