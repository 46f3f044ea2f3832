import { Alert, Button, Progress } from 'antd';
import { type DragEvent, useId, useRef, useState } from 'react';
import { sayError } from '../../api/errors.ts';
import { sendFile } from '../../api/upload.ts';

interface Props<T> {
  /** Where the file goes (multipart), read at the moment of sending. */
  url: () => string;
  /** What may be chosen, e.g. `.csv,.xlsx`. */
  accept: string;
  label: string;
  hint: string;
  onSent: (answer: T) => void;
}

/** A place to drop or choose one file, which is sent at once with its progress. A refusal is said here and another may be chosen. */
export function FilePick<T>({ url, accept, label, hint, onSent }: Props<T>) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [share, setShare] = useState<number>();
  const [fault, setFault] = useState('');
  const send = async (file: File | undefined) => {
    if (!file) return;
    setFault('');
    setShare(0);
    try {
      onSent(await sendFile<T>(url(), file, setShare));
    } catch (error) {
      setFault(sayError(error));
    } finally {
      setShare(undefined);
      if (input.current) input.current.value = '';
    }
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    void send(event.dataTransfer.files[0]);
  };
  return (
    <section
      className="hy-drop"
      onDragOver={(event) => event.preventDefault()}
      onDrop={drop}
      aria-label={label}
    >
      <input
        ref={input}
        id={id}
        type="file"
        accept={accept}
        className="hy-sr"
        tabIndex={-1}
        aria-label={label}
        onChange={(event) => void send(event.target.files?.[0])}
      />
      <Button type="primary" loading={share !== undefined} onClick={() => input.current?.click()}>
        {label}
      </Button>
      <span className="hy-muted">{hint}</span>
      {share !== undefined && (
        <Progress percent={Math.round(share * 100)} size="small" aria-label="上传进度" />
      )}
      {fault && <Alert type="error" showIcon title={fault} className="hy-drop-fault" />}
    </section>
  );
}
