import { Alert, Button, Form } from 'antd';
import { type ReactNode, useRef, useState } from 'react';
import { showErrors } from '../../api/errors.ts';
import { useDraft } from '../form/draft.ts';
import './asking.css';

interface Props<Values extends object, Preview> {
  title: string;
  draftKey: string;
  initial: object;
  /** The fields that the preview goes by, and what it is asked of the server. */
  previewed: (keyof Values & string)[];
  look: (values: Values) => Promise<Preview>;
  /** What the preview says, in words. */
  said: (preview: Preview) => ReactNode;
  /** The words on the two buttons. */
  words: { look: string; send: string };
  send: (values: Values, client_id: string) => Promise<void>;
  /** Names of the server's fields where those of the form are others. */
  renamed?: Record<string, string>;
  /** Between the title and the form. */
  above?: ReactNode;
  children: ReactNode;
}

/** Something is asked of the grids of an area on one page; how much that asks is looked at before it goes out. */
export function AskingForm<Values extends object, Preview>(props: Props<Values, Preview>) {
  const { title, draftKey, initial, previewed, look, said, words, send, renamed, above, children } = props;
  const [form] = Form.useForm<Values>();
  const draft = useDraft(draftKey);
  const [busy, setBusy] = useState(false);
  const [faults, setFaults] = useState<string[]>([]);
  const [preview, setPreview] = useState<Preview>();
  // How often something was changed: what was looked up for other values than those that stand is not shown.
  const changes = useRef(0);
  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setFaults([]);
    try {
      await work();
    } catch (error) {
      setFaults(showErrors(form, error, renamed));
    } finally {
      setBusy(false);
    }
  };
  const ask = async () => {
    const of = changes.current;
    const asked = await form.validateFields(previewed as never[]).catch(() => undefined);
    if (!asked) return;
    await attempt(async () => {
      const seen = await look(asked as Values);
      if (of === changes.current) setPreview(seen);
    });
  };
  return (
    <section className="hy-panel hy-asking">
      <h2>{title}</h2>
      {above}
      {faults.length > 0 && <Alert type="error" showIcon title={faults.join('；')} />}
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={{ ...initial, ...draft.initial }}
        onFinish={(values) =>
          attempt(async () => {
            await send(values, draft.client_id);
            draft.drop();
          })
        }
        onValuesChange={(_, all) => {
          changes.current += 1;
          setPreview(undefined);
          draft.keep(all);
        }}
        scrollToFirstError
      >
        {children}
        <div className="hy-asking-send">
          <Button onClick={() => void ask()} loading={busy}>
            {words.look}
          </Button>
          {preview && <span role="status">{said(preview)}</span>}
          <Button type="primary" htmlType="submit" loading={busy}>
            {words.send}
          </Button>
        </div>
      </Form>
    </section>
  );
}

/** How much was asked and done, in large figures. */
export function Figures({ items }: { items: [label: string, n: number][] }) {
  return (
    <dl className="hy-asking-figures">
      {items.map(([label, n]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{n.toLocaleString('zh-CN')}</dd>
        </div>
      ))}
    </dl>
  );
}

/** How far each grid is: on the map, and in words beside it, for a map alone says nothing to who cannot see it. */
export function Covered({ map, children }: { map: ReactNode; children: ReactNode }) {
  return (
    <div className="hy-asking-cover">
      <div className="hy-asking-map">{map}</div>
      {children}
    </div>
  );
}
