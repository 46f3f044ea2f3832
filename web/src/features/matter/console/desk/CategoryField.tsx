import { Select } from 'antd';
import { useCategories, useSuggestedCategories } from '../catalog.ts';
import { useSettled } from './settled.ts';

interface Props {
  id?: string;
  value?: string;
  onChange?: (code: string | undefined) => void;
  type: string;
  /** What is being typed; what it sounds like stands first. */
  text: string;
}

/** A class, never forced: what the text sounds like as buttons (Tab and Enter), all others by typing. */
export function CategoryField({ id, value, onChange, type, text }: Props) {
  const all = useCategories(type);
  const fitting = useSuggestedCategories(type, useSettled(text.trim()));
  const suggested = (text.trim().length >= 2 && fitting.data?.items) || [];
  return (
    <div>
      <Select
        id={id}
        value={value}
        onChange={(code?: string) => onChange?.(code)}
        options={(all.data?.items ?? [])
          .filter((each) => each.selectable)
          .map((each) => ({ value: each.code, label: each.path }))}
        showSearch={{ optionFilterProp: 'label' }}
        placeholder="可以不选"
        allowClear
      />
      {suggested.length > 0 && (
        <fieldset className="hy-chips" aria-label="建议类别">
          {suggested.slice(0, 5).map((each) => (
            <button
              key={each.code}
              type="button"
              title={each.path}
              aria-pressed={each.code === value}
              onClick={() => onChange?.(each.code)}
            >
              {each.name}
            </button>
          ))}
        </fieldset>
      )}
    </div>
  );
}
