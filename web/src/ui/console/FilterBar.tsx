import { Button, Input, Select } from 'antd';
import { Fragment, type ReactNode, useEffect, useRef, useState } from 'react';
import type { Option } from '../form/fields.ts';

export interface Filter {
  name: string;
  label: string;
  /** Options make it a choice; without them it is a search field. */
  options?: Option[];
  width?: number;
  /** A control of one's own, e.g. for choices that live on the server. */
  render?: (value: string, choose: (value: string) => void) => ReactNode;
  /** In the URL like the others, but chosen elsewhere on the page. */
  hidden?: boolean;
  /** Filters that make no sense any more when this one changes. */
  clears?: string[];
}

interface Props {
  filters: Filter[];
  chosen: Record<string, string>;
  onChoose: (name: string, value: string) => void;
  onClear: () => void;
  tools?: ReactNode;
}

/** The filters of a list. Typing waits 300 ms before it asks; Enter asks at once. */
export function FilterBar({ filters, chosen, onChoose, onClear, tools }: Props) {
  return (
    <search className="hy-filters">
      {filters.map((filter) =>
        filter.hidden ? null : filter.render ? (
          <Fragment key={filter.name}>
            {filter.render(chosen[filter.name] ?? '', (value) => onChoose(filter.name, value))}
          </Fragment>
        ) : filter.options ? (
          <Select
            key={filter.name}
            aria-label={filter.label}
            placeholder={filter.label}
            value={chosen[filter.name] || undefined}
            options={filter.options}
            onChange={(value?: string) => onChoose(filter.name, value ?? '')}
            allowClear
            showSearch={filter.options.length > 12 && { optionFilterProp: 'label' }}
            popupMatchSelectWidth={false}
            style={{ width: filter.width ?? 130 }}
          />
        ) : (
          <SearchField
            key={filter.name}
            filter={filter}
            value={chosen[filter.name] ?? ''}
            onChoose={onChoose}
          />
        ),
      )}
      {Object.values(chosen).some(Boolean) && (
        <Button type="link" onClick={onClear}>
          清除筛选
        </Button>
      )}
      <span className="hy-filters-tools">{tools}</span>
    </search>
  );
}

interface SearchProps {
  filter: Filter;
  value: string;
  onChoose: Props['onChoose'];
}

function SearchField({ filter, value, onChoose }: SearchProps) {
  const [typed, setTyped] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setTyped(value), [value]);
  const ask = (text: string, wait: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onChoose(filter.name, text.trim()), wait);
  };
  return (
    <Input.Search
      aria-label={filter.label}
      placeholder={filter.label}
      value={typed}
      allowClear
      onChange={(event) => {
        setTyped(event.target.value);
        ask(event.target.value, 300);
      }}
      onSearch={(text) => ask(text, 0)}
      style={{ width: filter.width ?? 240 }}
    />
  );
}
