import { CheckList, Input, Popup, SearchBar, Selector } from 'antd-mobile';
import { type ReactNode, useId, useState } from 'react';

interface FieldProps {
  label: string;
  required?: boolean | undefined;
  fault?: string | undefined;
  /** Gets the id that ties the label to the control. */
  children: (id: string) => ReactNode;
}

/** One question in big print. */
export function Field({ label, required, fault, children }: FieldProps) {
  const id = useId();
  return (
    <Asked fault={fault}>
      <label htmlFor={id}>
        {label}
        {!required && <i>可不填</i>}
      </label>
      {children(id)}
    </Asked>
  );
}

/** What is asked, with what was said against its answer right below it. */
export function Asked({ fault, children }: { fault: string | undefined; children: ReactNode }) {
  return (
    <div className="hy-reg-field" data-fault={Boolean(fault)}>
      {children}
      {fault && (
        <span className="hy-reg-fault" role="alert">
          {fault}
        </span>
      )}
    </div>
  );
}

interface Word {
  value: string;
  label: string;
}

interface WordsProps {
  id: string;
  label: string;
  options: readonly Word[];
  value: string | undefined;
  onChange: (value: string) => void;
}

const FEW = 5;
const MANY = 12;

/** A word out of a list: few as buttons, many in a sheet that can be searched. */
export function Words({ id, label, options, value, onChange }: WordsProps) {
  const [open, setOpen] = useState(false);
  if (options.length <= FEW)
    return (
      <Selector
        options={[...options]}
        value={value ? [value] : []}
        onChange={([pick]) => onChange(pick ?? '')}
        aria-label={label}
      />
    );
  const chosen = options.find((each) => each.value === value);
  return (
    <>
      <button
        type="button"
        id={id}
        className="hy-picked"
        data-empty={!chosen}
        aria-label={label}
        onClick={() => setOpen(true)}
      >
        {chosen?.label ?? '请选择'}
      </button>
      {open && (
        <Sheet
          label={label}
          options={options}
          value={value}
          onChange={(pick) => {
            onChange(pick);
            setOpen(false);
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

function Sheet(props: Omit<WordsProps, 'id'> & { onClose: () => void }) {
  const { label, options, value, onChange, onClose } = props;
  const [typed, setTyped] = useState('');
  const shown = options.filter((each) => each.label.includes(typed.trim()));
  return (
    <Popup visible onMaskClick={onClose} onClose={onClose} showCloseButton bodyClassName="hy-reg-words">
      <h2>{label}</h2>
      {options.length > MANY && <SearchBar placeholder="输入文字查找" value={typed} onChange={setTyped} />}
      {shown.length === 0 ? (
        <div className="hy-empty">没有找到，换几个字试试。</div>
      ) : (
        <CheckList value={value ? [value] : []} onChange={([pick]) => onChange(String(pick ?? value ?? ''))}>
          {shown.map((each) => (
            <CheckList.Item key={each.value} value={each.value}>
              {each.label}
            </CheckList.Item>
          ))}
        </CheckList>
      )}
    </Popup>
  );
}

interface AnswerProps {
  id: string;
  /** How the registry keeps it: says which keys the phone offers. */
  type: string;
  name: string;
  options: readonly Word[];
  value: string;
  onChange: (value: string) => void;
}

/** The control of one item of the registry: words to choose from, or a line to type. */
export function ItemAnswer({ id, type, name, options, value, onChange }: AnswerProps) {
  if (options.length > 0)
    return <Words id={id} label={name} options={options} value={value} onChange={onChange} />;
  const phone = type === 'phone';
  return (
    <Input
      id={id}
      value={value}
      onChange={onChange}
      type={phone ? 'tel' : 'text'}
      maxLength={type === 'id_number' ? 18 : phone ? 20 : 200}
      placeholder={type === 'id_number' ? '18 位，末位可以是 X' : '请填写'}
      autoComplete="off"
      clearable
    />
  );
}
