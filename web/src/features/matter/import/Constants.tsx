import { Checkbox, Input, Select } from 'antd';
import { Fragment, type ReactNode, useState } from 'react';
import { type AreaChoice, AreaSelect } from '../../area/console/AreaSelect.tsx';
import { useTypes } from '../console/catalog.ts';
import type { Mapping } from './data.ts';

const systems = [
  { value: 'wgs84', label: 'WGS-84（天地图、GPS）' },
  { value: 'gcj02', label: 'GCJ-02（高德、腾讯）' },
  { value: 'bd09', label: 'BD-09（百度）' },
];

interface ConstantProps {
  mapping: Mapping;
  onConstant: (name: string, value: string | undefined) => void;
  onChange: (part: Partial<Mapping>) => void;
}

/** What holds for the whole file: values for empty cells, and how places and times are written. */
export function Constants({ mapping, onConstant, onChange }: ConstantProps) {
  const types = useTypes();
  const [area, setArea] = useState<AreaChoice>();
  const rows: [string, ReactNode, string][] = [
    [
      '事项类型',
      <Select
        key="type"
        aria-label="整个文件的事项类型"
        allowClear
        value={mapping.constants?.type}
        onChange={(value?: string) => onConstant('type', value)}
        options={types.data?.items.map(({ code, name }) => ({ value: code, label: name }))}
        placeholder="按列读取"
      />,
      '没有这一列，或该列为空时使用',
    ],
    [
      '区域',
      <AreaSelect
        key="area"
        label="整个文件的区域"
        by="code"
        value={
          area ??
          (mapping.constants?.area ? { value: mapping.constants.area, label: mapping.constants.area } : null)
        }
        onChange={(choice) => {
          setArea(choice);
          onConstant('area', choice?.value);
        }}
      />,
      '没有坐标和地址时归到这里',
    ],
    [
      '坐标系',
      <Select
        key="system"
        aria-label="坐标系"
        value={mapping.coordinates ?? 'wgs84'}
        onChange={(coordinates) => onChange({ coordinates })}
        options={systems}
      />,
      '',
    ],
    [
      '时间格式',
      <Input
        key="date"
        aria-label="时间格式"
        value={mapping.date_format ?? ''}
        onChange={(event) => onChange({ date_format: event.target.value || undefined })}
        placeholder="自动识别，或 YYYY-MM-DD HH:mm:ss"
      />,
      '',
    ],
    [
      '不认识的类别',
      <Checkbox
        key="category"
        checked={mapping.leave_unknown_category ?? false}
        onChange={(event) => onChange({ leave_unknown_category: event.target.checked })}
      >
        留空，不退回该行
      </Checkbox>,
      '',
    ],
  ];
  return (
    <div className="hy-mapping">
      {rows.map(([name, control, hint]) => (
        <Fragment key={name}>
          <span>{name}</span>
          {control}
          <span className="hy-sample">{hint}</span>
        </Fragment>
      ))}
    </div>
  );
}
