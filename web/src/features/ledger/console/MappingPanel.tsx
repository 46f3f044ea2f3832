import { App, Select } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { sayError } from '../../../api/errors.ts';
import { changeForm, type Form, keyOf, type Target, useForm, useFormItems } from './data.ts';
import { surenessOf } from './FormSheet.tsx';

interface Props {
  form: Form;
  /** The cell that was clicked in the drawing: `C5` or, with a gap, `A2 0`. */
  active: string;
  onActive: (key: string) => void;
}

const REST = '';
const HOWS: Record<Target['how'], string> = {
  write: '',
  tick: '打勾',
  gap: '填在空档里',
  digits: '一格一位',
};

/** What each blank of the form is filled with, to be looked over and changed; every change is kept at once. */
export function MappingPanel({ form, active, onActive }: Props) {
  const { message } = App.useApp();
  const items = useFormItems();
  const again = useForm(form.id);
  const [busy, setBusy] = useState('');
  const options = [
    { value: REST, label: '不填' },
    ...(items.data?.items ?? []).map(({ code, name, computed }) => ({
      value: code,
      label: computed ? `${name}（推算）` : name,
    })),
  ];
  const choose = async (target: Pick<Target, 'ref' | 'gap'>, item: string) => {
    setBusy(keyOf(target));
    const { ref, gap } = target;
    const said = { ref, ...(gap !== undefined && { gap }), item: item === REST ? null : item };
    try {
      await changeForm(form.id, { version: form.version, targets: [said] });
    } catch (error) {
      message.error(sayError(error));
      await again.refetch();
    } finally {
      setBusy('');
    }
  };
  const known = form.targets.some((target) => keyOf(target) === active || target.ref === active.trim());
  const shown: Pick<Target, 'ref' | 'gap' | 'item' | 'heading' | 'how' | 'confidence'>[] =
    active && !known
      ? [{ ref: active.trim(), heading: '', item: null, confidence: 1, how: 'write' }, ...form.targets]
      : form.targets;
  return (
    <ul className="hy-plain hy-targets" aria-label="空格的对应">
      {shown.map((target) => (
        <Line
          key={keyOf(target)}
          target={target}
          active={keyOf(target) === active || target.ref === active.trim()}
          busy={busy === keyOf(target)}
          options={options}
          onFocus={() => onActive(keyOf(target))}
          onChoose={(item) => void choose(target, item)}
        />
      ))}
    </ul>
  );
}

interface LineProps {
  target: Target;
  active: boolean;
  busy: boolean;
  options: { value: string; label: string }[];
  onFocus: () => void;
  onChoose: (item: string) => void;
}

function Line({ target, active, busy, options, onFocus, onChoose }: LineProps) {
  const line = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (active) line.current?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  const name = target.heading || `单元格 ${target.ref}`;
  const sure = surenessOf(target);
  return (
    <li ref={line} data-active={active || undefined}>
      <span className="hy-target-name">
        <strong>{name}</strong>
        <span className="hy-muted">
          {target.ref}
          {HOWS[target.how] && ` · ${HOWS[target.how]}`}
          {sure === 'unsure' && ' · 请核对'}
        </span>
      </span>
      <Select
        aria-label={`“${name}”填什么`}
        value={target.item ?? REST}
        options={options}
        loading={busy}
        disabled={busy}
        status={sure === 'unsure' ? 'warning' : undefined}
        showSearch={{ optionFilterProp: 'label' }}
        popupMatchSelectWidth={false}
        onFocus={onFocus}
        onChange={onChoose}
      />
    </li>
  );
}
