import { Button, Checkbox, Input, Select } from 'antd';
import { useState } from 'react';
import { type Field, type Mapping, withConstant } from './data.ts';

interface Props {
  fields: Field[];
  foreign: string[];
  mapping: Mapping;
  onChange: (mapping: Mapping) => void;
}

const SYSTEMS: Record<string, string> = { ruoyi: '若依（0 男、1 女）' };

/** What is true of the whole file: chosen once, or said where a column is missing or a cell empty. */
export function WholeFile({ fields, foreign, mapping, onChange }: Props) {
  const [added, setAdded] = useState<string[]>([]);
  const constants = mapping.constants ?? {};
  const chosen = fields.filter(({ choices }) => choices);
  const said = fields.filter(({ code, choices }) => !choices && (code in constants || added.includes(code)));
  const set = (code: string, value: string | undefined) => onChange(withConstant(mapping, code, value));
  return (
    <div className="hy-stack">
      <h2 className="hy-head hy-sheet-title">整个文件</h2>
      <div className="hy-sheet-whole">
        {chosen.map(({ code, name, choices }) => (
          <Line key={code} name={name}>
            <Select
              aria-label={name}
              value={constants[code]}
              onChange={(value: string | undefined) => set(code, value)}
              options={choices!.map((choice) => ({ value: choice.code, label: choice.name }))}
              placeholder={choices![0]?.code === 'refuse' ? choices![0].name : '表格导入'}
              allowClear
            />
          </Line>
        ))}
        {foreign.length > 0 && (
          <Line name="代码来自">
            <Select
              aria-label="代码来自"
              value={mapping.from}
              onChange={(from: string | undefined) => {
                const { from: _, ...rest } = mapping;
                onChange(from ? { ...rest, from } : rest);
              }}
              options={foreign.map((code) => ({ value: code, label: SYSTEMS[code] ?? code }))}
              placeholder="国家标准代码，或文字"
              allowClear
            />
          </Line>
        )}
        {said.map(({ code, name, hint }) => (
          <Line key={code} name={name}>
            <Input
              aria-label={`整个文件的${name}`}
              value={constants[code] ?? ''}
              placeholder={hint ?? '该列为空时用它'}
              onChange={(event) => set(code, event.target.value || undefined)}
            />
            <Button
              size="small"
              type="text"
              onClick={() => {
                setAdded(added.filter((each) => each !== code));
                set(code, undefined);
              }}
            >
              去掉
            </Button>
          </Line>
        ))}
        <Line name="再填一项">
          <Select
            aria-label="再为整个文件填一项"
            value={null}
            placeholder="如：网格或社区、数据日期"
            showSearch={{ optionFilterProp: 'label' }}
            onChange={(code: string) => setAdded([...added, code])}
            options={fields
              .filter((field) => !field.choices && !said.includes(field))
              .map(({ code, name }) => ({ value: code, label: name }))}
          />
        </Line>
      </div>
      <Checkbox
        checked={mapping.formulas === 'take'}
        onChange={({ target }) => onChange({ ...mapping, formulas: target.checked ? 'take' : 'refuse' })}
      >
        有公式的格，采用文件里保存的结果（不勾选则退回；系统从不计算公式）
      </Checkbox>
    </div>
  );
}

function Line({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="hy-sheet-line">
      <span>{name}</span>
      <span>{children}</span>
    </div>
  );
}
