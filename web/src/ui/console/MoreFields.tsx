import { Collapse, type FormInstance } from 'antd';
import { type ReactNode, useState } from 'react';
import { flushSync } from 'react-dom';

interface More {
  /** Whether it stands open; undefined until somebody or a refusal said so. */
  open: boolean | undefined;
  setOpen: (open: boolean) => void;
  /** To be called after each refusal of the form: where a field of 更多 is among the refused ones, it is drawn before one is taken to the first. */
  unfold: () => void;
}

/** Whether the fields behind 更多 of a form are shown. A field is the registry's, by its code, and stands in the form under `values`. */
export function useMore(form: FormInstance, behind: readonly { code: string }[]): More {
  const [open, setOpen] = useState<boolean>();
  const codes = new Set(behind.map(({ code }) => code));
  const unfold = () => {
    const refused = form.getFieldsError().filter(({ errors }) => errors.length > 0);
    if (!refused.some(({ name: [, code] }) => codes.has(String(code)))) return;
    // Nobody is taken to what is not drawn.
    flushSync(() => setOpen(true));
    form.scrollToField(refused[0]!.name, { block: 'center' });
  };
  return { open, setOpen, unfold };
}

interface Props {
  more: More;
  /** Something of it is filled in: shown unless it was folded. */
  filled: boolean;
  count: number;
  children: ReactNode;
}

/** The fields that not everybody is asked for, behind 更多登记项. */
export function MoreFields({ more, filled, count, children }: Props) {
  return (
    <Collapse
      ghost
      activeKey={(more.open ?? filled) ? ['more'] : []}
      onChange={(keys) => more.setOpen(keys.length > 0)}
      items={[{ key: 'more', label: `更多登记项（${count}）`, children, forceRender: true }]}
    />
  );
}
