import { App, Button, Input } from 'antd';
import { useRef } from 'react';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { type Duty, refreshDuties } from '../duty.ts';

/** What its giver does with a task that runs: urge everybody who is not done, or close it. */
export function DutyMoves({ duty }: { duty: Duty }) {
  const { message, modal } = App.useApp();
  const note = useRef('');
  const fail = (error: unknown) => void message.error(sayError(error));
  const body = () => (note.current.trim() ? { note: note.current.trim() } : {});
  const ask = (
    title: string,
    content: string,
    label: string,
    onOk: () => Promise<unknown>,
    danger = false,
  ) => {
    note.current = '';
    modal.confirm({
      title,
      content: (
        <>
          <p>{content}</p>
          <Input.TextArea
            aria-label={label}
            placeholder={`${label}（可不填）`}
            maxLength={200}
            onChange={(event) => (note.current = event.target.value)}
          />
        </>
      ),
      okText: title.slice(0, 2),
      okButtonProps: { danger },
      onOk,
    });
  };
  const urge = () =>
    ask('催办未完成的网格？', '每位未完成的网格员会收到一条消息；每半天最多一次。', '催办意见', () =>
      api.post<{ pieces: number }>(`/api/duties/${duty.id}/urge`, body()).then(({ pieces }) => {
        void message.success(`已催办 ${pieces} 份`);
        return refreshDuties();
      }, fail),
    );
  const close = () =>
    ask(
      '结束这项任务？',
      '未完成的会收回，网格员不用再填。结束后不能恢复。',
      '结束说明',
      () =>
        api
          .post(`/api/duties/${duty.id}/close`, { version: duty.version, ...body() })
          .then(refreshDuties, fail),
      true,
    );
  return (
    <>
      {duty.done < duty.asked && (
        <Button size="small" onClick={urge}>
          催办
        </Button>
      )}
      <Button size="small" danger onClick={close}>
        结束
      </Button>
    </>
  );
}
