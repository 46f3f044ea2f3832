import { App, Button, Popconfirm } from 'antd';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { changed } from '../dispute.ts';

/** Ends somebody's part after asking once; it stays in the record. */
export function RemoveButton({ url, id, what }: { url: string; id: string; what: string }) {
  const { message } = App.useApp();
  const remove = () =>
    api.delete(url).then(
      () => changed(id),
      (error: unknown) => void message.error(sayError(error)),
    );
  return (
    <Popconfirm title={`移除这名${what}？`} okText="移除" onConfirm={remove}>
      <Button size="small" type="text">
        移除
      </Button>
    </Popconfirm>
  );
}
