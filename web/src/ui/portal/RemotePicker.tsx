import { Button, CheckList, Popup, SearchBar, SpinLoading } from 'antd-mobile';
import { useState } from 'react';
import { sayError } from '../../api/errors.ts';
import { type Option, useOptions } from '../form/fields.ts';

interface Props {
  value?: unknown;
  onChange?: (value: Option | Option[] | undefined) => void;
  kind: 'unit' | 'matter';
  multiple: boolean;
  title: string;
}

/** A choice among very many on a phone: a sheet with a search field. What was chosen stays on top while one searches. */
export function RemotePicker({ value, onChange, kind, multiple, title }: Props) {
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const found = useOptions(kind, typed, open);
  const chosen = (Array.isArray(value) ? value : value ? [value] : []) as Option[];
  const options = [
    ...chosen,
    ...(found.data ?? []).filter((option) => !chosen.some((one) => one.value === option.value)),
  ];
  const choose = (ids: string[]) => {
    const picked = options.filter((option) => ids.includes(option.value));
    onChange?.(multiple ? picked : picked.at(-1));
    if (!multiple) setOpen(false);
  };
  return (
    <>
      <button
        type="button"
        className="hy-picked"
        data-empty={chosen.length === 0}
        onClick={() => setOpen(true)}
      >
        {chosen.map((option) => option.label).join('、') || '请选择'}
      </button>
      <Popup
        visible={open}
        onMaskClick={() => setOpen(false)}
        onClose={() => setOpen(false)}
        bodyStyle={{ height: '75dvh', display: 'flex', flexDirection: 'column' }}
      >
        <div style={{ padding: 12 }}>
          <SearchBar placeholder={`查找${title}`} value={typed} onChange={setTyped} />
        </div>
        <div style={{ flex: 1, overflowY: 'auto' }}>
          <CheckList
            multiple={multiple}
            value={chosen.map((option) => option.value)}
            onChange={(ids) => choose(ids as string[])}
          >
            {options.map((option) => (
              <CheckList.Item key={option.value} value={option.value}>
                {option.label}
              </CheckList.Item>
            ))}
          </CheckList>
          {found.isFetching && options.length === 0 && (
            <div className="hy-empty">
              <SpinLoading style={{ margin: '0 auto' }} />
            </div>
          )}
          {found.isError && options.length === 0 && <div className="hy-empty">{sayError(found.error)}</div>}
          {found.isSuccess && options.length === 0 && <div className="hy-empty">没有找到，换几个字试试</div>}
        </div>
        {multiple && (
          <div className="hy-foot">
            <Button block color="primary" onClick={() => setOpen(false)}>
              选好了
            </Button>
          </div>
        )}
      </Popup>
    </>
  );
}
