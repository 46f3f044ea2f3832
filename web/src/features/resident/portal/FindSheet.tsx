import { Popup, SearchBar } from 'antd-mobile';
import { type ReactNode, useDeferredValue, useState } from 'react';

interface Props {
  open: boolean;
  onClose: () => void;
  placeholder: string;
  /** What to do, while nothing is typed. */
  hint: string;
  /** What was found for these words. */
  children: (q: string) => ReactNode;
}

/** A sheet with a line to type in: a tap on what is found does it. */
export function FindSheet({ open, onClose, placeholder, hint, children }: Props) {
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  return (
    <Popup
      visible={open}
      onMaskClick={onClose}
      onClose={onClose}
      bodyStyle={{ height: '75dvh', overflowY: 'auto' }}
      destroyOnClose
    >
      <div className="hy-person-sheet">
        <SearchBar value={typed} onChange={setTyped} placeholder={placeholder} />
        {q ? children(q) : <p className="hy-muted">{hint}</p>}
      </div>
    </Popup>
  );
}
