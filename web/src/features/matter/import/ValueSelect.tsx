import { Select } from 'antd';
import { useState } from 'react';
import { RemoteSelect } from '../../../ui/console/SchemaForm.tsx';
import { AreaSelect } from '../../area/console/AreaSelect.tsx';
import { type CatalogType, useAllCategories, useTypes } from '../console/catalog.ts';

export interface Choice {
  value: string;
  label: string;
}

interface Props {
  /** Which field, or `answers.type.question`. */
  field: string;
  label: string;
  value: Choice | null;
  onChange: (code: string | undefined) => void;
  disabled: boolean;
  types: CatalogType[];
}

/** One of ours, found by typing. */
export function ValueSelect(props: Props) {
  const { field, label, value, onChange, disabled } = props;
  // What was chosen here is called by its name at once; after a reload the server says the name.
  const [picked, setPicked] = useState<Choice>();
  const shown = value && picked?.value === value.value ? picked : value;
  const pick = (choice: Choice | undefined) => {
    setPicked(choice);
    onChange(choice?.value);
  };
  if (disabled) return <Select aria-label={label} disabled placeholder="不导入" />;
  if (field === 'area')
    return (
      <AreaSelect by="code" label={label} value={shown} onChange={pick} placeholder="输入区域名称查找" />
    );
  if (field === 'unit')
    return (
      <RemoteSelect
        kind="unit"
        multiple={false}
        label={label}
        value={shown ?? undefined}
        onChange={(choice) => pick(choice as Choice | undefined)}
      />
    );
  return <ListSelect {...props} value={shown} />;
}

/** The whole list of what there is to choose. */
function useChoices(field: string, types: CatalogType[]): Choice[] {
  const all = useTypes().data?.items ?? [];
  const categories = useAllCategories(types, field === 'category');
  const option = ({ code, name }: { code: string; name: string }) => ({ value: code, label: name });
  if (field === 'type') return all.map(option);
  if (field === 'category') return categories;
  if (field === 'source') {
    const sources = (types.length > 0 ? types : all).flatMap((type) => type.sources);
    return [...new Map(sources.map((each) => [each.code, option(each)])).values()];
  }
  const [, type, name] = field.split('.');
  const question = all.find(({ code }) => code === type)?.form.find((each) => each.name === name);
  return (
    question?.options ?? [
      { value: 'true', label: '是' },
      { value: 'false', label: '否' },
    ]
  );
}

function ListSelect({ field, label, value, onChange, types }: Props) {
  const options = useChoices(field, types);
  return (
    <Select
      aria-label={label}
      value={value?.value}
      onChange={(code?: string) => onChange(code)}
      options={options}
      showSearch={{ optionFilterProp: 'label' }}
      placeholder="选择，或输入查找"
      allowClear
    />
  );
}
