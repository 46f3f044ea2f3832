import { Alert, App, Button, Form, type FormInstance, Input } from 'antd';
import { type ReactNode, useState } from 'react';
import { ApiError } from '../../../../api/client.ts';
import { showErrors } from '../../../../api/errors.ts';
import { areasChanged } from '../data.ts';
import { Findings } from '../Findings.tsx';
import { type RedrawBody, type Redrawn, redraw } from './data.ts';
import { dropKept, keep, keptOf } from './useKept.ts';

interface Props<T extends { note: string }> {
  /** Held by the page, so that what was typed outlives a new line. */
  form: FormInstance<T>;
  initial: Partial<T>;
  /** Under which name this tab keeps it all; everything that begins so is forgotten once it is published. */
  kept: string;
  children?: ReactNode;
  /** What is asked before it is put in force. */
  question: string;
  body: (said: T) => RedrawBody;
  /** Somebody else drew the same grids anew: preview again. */
  onStale: () => void;
  onDone: (said: T) => void;
}

const sound = ({ report: { counts } }: Redrawn) =>
  counts.gaps + counts.overlaps + counts.outside + counts.unchecked === 0;

/** The last step: named, tried, and published as a new version of the boundaries. A refusal leaves all as it was typed. */
export function Publish<T extends { note: string }>(props: Props<T>) {
  const { form, initial, kept, children, question, body, onStale, onDone } = props;
  const { message, modal } = App.useApp();
  const [faults, setFaults] = useState<{ words: string[]; stale: boolean }>();
  const [tried, setTried] = useState<Redrawn>();
  const [busy, setBusy] = useState<'try' | 'publish'>();
  const send = async (said: T, really: boolean) => {
    setBusy(really ? 'publish' : 'try');
    setFaults(undefined);
    setTried(undefined);
    try {
      const done = await redraw({ ...body(said), dry_run: !really });
      if (!really) return setTried(done);
      dropKept(kept);
      message.success(`已生效，成为边界第 ${done.version} 版`);
      await areasChanged();
      onDone(said);
    } catch (error) {
      setFaults({
        words: showErrors(form, error),
        stale: error instanceof ApiError && error.code === 'stale',
      });
    } finally {
      setBusy(undefined);
    }
  };
  const ask = (said: T) =>
    modal.confirm({
      title: '发布为新的边界版本？',
      content: question,
      okText: '发布',
      onOk: () => send(said, true),
    });
  return (
    <Form<T>
      form={form}
      layout="vertical"
      initialValues={{ ...initial, ...keptOf<Partial<T>>(`${kept}:form`, {}) } as never}
      onValuesChange={(_, all) => keep(`${kept}:form`, all)}
      onFinish={ask}
    >
      {children}
      <Form.Item
        name={'note' as never}
        label="说明"
        rules={[{ required: true, whitespace: true, message: '请写明为什么调整' }]}
      >
        <Input maxLength={200} placeholder="为什么调整，如：户数过多" />
      </Form.Item>
      {tried && !sound(tried) && <Findings coverage={tried.report} />}
      <div className="hy-redraw-foot">
        {faults && faults.words.length > 0 && (
          <Alert
            type="error"
            showIcon
            className="hy-form-fault"
            title={faults.words.join('；')}
            action={
              faults.stale && (
                <Button size="small" onClick={onStale}>
                  重新预览
                </Button>
              )
            }
          />
        )}
        {tried && sound(tried) && (
          <Alert
            type="success"
            showIcon
            className="hy-form-fault"
            title={`检查通过：将改动 ${tried.changed} 个区域的边界，全市没有空隙和重叠。`}
          />
        )}
        <div className="hy-row">
          <Button
            loading={busy === 'try'}
            onClick={() =>
              void form.validateFields().then(
                (said) => send(said, false),
                () => undefined,
              )
            }
          >
            试发布检查
          </Button>
          <Button type="primary" htmlType="submit" loading={busy === 'publish'}>
            发布为新版本
          </Button>
        </div>
      </div>
    </Form>
  );
}
