import { Input, Selector, Switch, TextArea } from 'antd-mobile';
import { useCallback, useRef } from 'react';
import { PhotoInput } from '../../../ui/PhotoInput.tsx';
import { type PhotoItem, refuseFile } from '../../../ui/usePhotos.ts';
import type { Item } from '../patrol.ts';
import { isProblem, type Said } from './visits.ts';

interface Props {
  at: number;
  item: Item;
  said: Said;
  onChange: (part: Said) => void;
}

/** One question: its answer, a word and photos where there is a problem, and whether the problem becomes a matter at once. */
export function ItemCard({ at, item, said, onChange }: Props) {
  const hear = useRef(onChange);
  hear.current = onChange;
  // PhotoInput wants the same function each time.
  const photos = useCallback(
    (items: PhotoItem[]) =>
      hear.current({ photos: items.filter(({ file }) => !refuseFile(file)).map(({ file }) => file) }),
    [],
  );
  const problem = isProblem(item, said);
  const open = problem || item.kind === 'photo' || item.kind === 'text';
  return (
    <fieldset className="hy-card hy-patrol-item" aria-label={item.label} data-problem={problem}>
      <h2>
        {at}. {item.label}
      </h2>
      <Value item={item} said={said} onChange={onChange} />
      {(problem || item.kind === 'photo') && (
        <TextArea
          aria-label={`${item.label}的说明`}
          placeholder={problem ? '问题说明' : '有问题请说明'}
          value={said.note ?? ''}
          onChange={(note) => onChange({ note })}
          maxLength={500}
          autoSize={{ minRows: 1, maxRows: 4 }}
        />
      )}
      {open && item.kind !== 'text' && <PhotoInput onChange={photos} upload={false} max={6} label="拍照" />}
      {problem && item.matter_type && (
        <div className="hy-patrol-raise">
          转为事项，交指挥中心办理
          <Switch
            aria-label={`${item.label}转为事项`}
            checked={said.raise ?? false}
            onChange={(raise) => onChange({ raise })}
          />
        </div>
      )}
    </fieldset>
  );
}

const yesNo = [
  { value: 'yes', label: '是' },
  { value: 'no', label: '否' },
];

function Value({ item, said, onChange }: Omit<Props, 'at'>) {
  const { value } = said;
  if (item.kind === 'yes_no')
    return (
      <Selector
        options={yesNo}
        value={value === undefined ? [] : [value ? 'yes' : 'no']}
        onChange={([pick]) => onChange({ value: pick === undefined ? undefined : pick === 'yes' })}
      />
    );
  if (item.kind === 'choice')
    return (
      <Selector
        options={(item.options ?? []).map((option) => ({ value: option.value, label: option.value }))}
        value={value === undefined ? [] : [String(value)]}
        onChange={([pick]) => onChange({ value: pick })}
      />
    );
  if (item.kind === 'number')
    return (
      <Input
        type="number"
        inputMode="decimal"
        placeholder="填写数字"
        aria-label={item.label}
        value={value === undefined ? '' : String(value)}
        onChange={(text) => onChange({ value: text === '' ? undefined : Number(text) })}
      />
    );
  if (item.kind === 'text')
    return (
      <TextArea
        aria-label={item.label}
        placeholder="填写"
        value={value === undefined ? '' : String(value)}
        onChange={(text) => onChange({ value: text })}
        maxLength={1000}
        autoSize={{ minRows: 2, maxRows: 6 }}
      />
    );
  return null;
}
