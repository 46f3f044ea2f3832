import { App, Button, Popconfirm } from 'antd';
import type { ReactNode } from 'react';
import { sayError } from '../../api/errors.ts';

interface Props {
  /** What is asked before, and what it comes to. */
  title: string;
  description: string;
  okText: string;
  cancelText?: string;
  /** Said when it is done. */
  done: string;
  send: () => Promise<unknown>;
  /** Asks again for what is shown, also when it was refused: somebody may have been faster. */
  after: () => Promise<unknown>;
  /** The word on the link. */
  children: ReactNode;
}

/** A step back (撤回, 撤销, 结束) behind one question. */
export function UndoLink(props: Props) {
  const { title, description, okText, cancelText = '不撤', done, send, after, children } = props;
  const { message } = App.useApp();
  const undo = async () => {
    try {
      await send();
      message.success(done);
    } catch (error) {
      message.error(sayError(error));
    }
    await after();
  };
  return (
    <Popconfirm
      title={title}
      description={description}
      okText={okText}
      cancelText={cancelText}
      onConfirm={undo}
    >
      <Button type="link" size="small">
        {children}
      </Button>
    </Popconfirm>
  );
}
