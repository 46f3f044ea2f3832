import { App, Button, Popconfirm } from 'antd';
import { sayError } from '../../../api/errors.ts';
import { refreshWords } from '../dictionary.ts';

interface Props {
  name: string;
  retired: boolean;
  /** What is so once it is retired. */
  after: string;
  onTurn: (retired: boolean) => Promise<unknown>;
}

/** Retires a word or an item after asking once, and keeps it again. */
export function Retire({ name, retired, after, onTurn }: Props) {
  const { message } = App.useApp();
  const turn = async (to: boolean) => {
    try {
      await onTurn(to);
    } catch (error) {
      message.error(sayError(error));
    }
    await refreshWords();
  };
  if (retired)
    return (
      <Button type="link" size="small" onClick={() => void turn(false)}>
        启用
      </Button>
    );
  return (
    <Popconfirm title={`停用“${name}”？`} description={after} okText="停用" onConfirm={() => turn(true)}>
      <Button type="link" size="small">
        停用
      </Button>
    </Popconfirm>
  );
}
