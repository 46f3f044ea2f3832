import { Alert, Button, Checkbox, Input, Select } from 'antd';
import { Fragment, type ReactNode, useState } from 'react';
import { ApiError, api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { queryClient } from '../../../api/query.ts';
import { type AreaChoice, AreaSelect } from '../../area/console/AreaSelect.tsx';
import { useTypes } from '../console/catalog.ts';
import type { Import, Mapping } from './data.ts';

interface Props {
  file: Import;
  busy: boolean;
  onStarted: () => void;
}

type Columns = Record<string, string[] | undefined>;

const systems = [
  { value: 'wgs84', label: 'WGS-84（天地图、GPS）' },
  { value: 'gcj02', label: 'GCJ-02（高德、腾讯）' },
  { value: 'bd09', label: 'BD-09（百度）' },
];

/** How the file is read. Begins with the server's proposal; a trial changes nothing, so it may be repeated until it is right. */
export function MappingForm({ file, busy, onStarted }: Props) {
  const [mapping, setMapping] = useState<Mapping>(file.suggested);
  const [dispatch, setDispatch] = useState(false);
  const [faults, setFaults] = useState<string[]>([]);
  const [sending, setSending] = useState(false);
  const change = (part: Partial<Mapping>) => setMapping((now) => ({ ...now, ...part }));
  const constant = (name: string, value: string | undefined) =>
    setMapping(({ constants, ...now }) => {
      const { [name as 'type']: _, ...rest } = constants ?? {};
      const next = value ? { ...rest, [name]: value } : rest;
      return Object.keys(next).length > 0 ? { ...now, constants: next } : now;
    });
  const start = async (dry_run: boolean) => {
    setFaults([]);
    setSending(true);
    try {
      await api.post(`/api/imports/${file.id}/start`, { mapping, dispatch, dry_run });
      void queryClient.invalidateQueries({ queryKey: ['job', 'list'] });
      onStarted();
    } catch (error) {
      const named = error instanceof ApiError ? error.fields.map((field) => field.message) : [];
      setFaults(named.length > 0 ? named : [sayError(error)]);
    }
    setSending(false);
  };
  return (
    <section className="hy-card hy-stack" aria-label="列的对应">
      <h2 className="hy-head">列的对应</h2>
      {file.remembered && <Alert type="info" showIcon title="已按上一次同样表头的导入填好，请核对。" />}
      <MappingTable file={file} mapping={mapping} onChange={(columns) => change({ columns })} />
      <h2 className="hy-head">固定值与读法</h2>
      <Constants mapping={mapping} onConstant={constant} onChange={change} />
      <Checkbox checked={dispatch} onChange={(event) => setDispatch(event.target.checked)}>
        建单后立即派遣（派往“办理单位”，没有的按责任清单）
      </Checkbox>
      {faults.length > 0 && <Alert type="error" showIcon title={faults.join('；')} />}
      <div className="hy-row">
        <Button type="primary" loading={sending || busy} onClick={() => void start(true)}>
          试运行
        </Button>
        <Button disabled={sending || busy} onClick={() => void start(false)}>
          开始导入
        </Button>
        <span className="hy-muted">试运行只检查不建单；同一外部编号的行不会重复建单。</span>
      </div>
    </section>
  );
}

interface TableProps {
  file: Import;
  mapping: Mapping;
  onChange: (columns: Mapping['columns']) => void;
}

function MappingTable({ file, mapping, onChange }: TableProps) {
  const chosen = mapping.columns as Columns;
  const options = file.columns.map((column) => ({ value: column, label: column }));
  const sampleOf = (columns: string[] = []) =>
    file.sample
      .slice(0, 3)
      .map((cells) => columns.map((column) => cells[file.columns.indexOf(column)]).join(' '))
      .filter((text) => text.trim() !== '')
      .join(' ｜ ');
  const choose = (code: string, columns: string[]) => {
    const { [code]: _, ...rest } = chosen;
    onChange((columns.length > 0 ? { ...rest, [code]: columns } : rest) as Mapping['columns']);
  };
  return (
    <div className="hy-mapping">
      {file.fields.map(({ code, name }) => (
        <Fragment key={code}>
          <span>{name}</span>
          <Select
            mode="multiple"
            maxCount={5}
            aria-label={name}
            value={chosen[code] ?? []}
            onChange={(columns: string[]) => choose(code, columns)}
            options={options}
            placeholder="不导入"
            allowClear
          />
          <span className="hy-sample" title={sampleOf(chosen[code])}>
            {sampleOf(chosen[code])}
          </span>
        </Fragment>
      ))}
    </div>
  );
}

interface ConstantProps {
  mapping: Mapping;
  onConstant: (name: string, value: string | undefined) => void;
  onChange: (part: Partial<Mapping>) => void;
}

function Constants({ mapping, onConstant, onChange }: ConstantProps) {
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
