import { Alert, Button, Modal, Radio, Select } from 'antd';
import { useState } from 'react';
import { ApiError, api } from '../../../api/client.ts';
import { fieldName, sayError } from '../../../api/errors.ts';
import { newId } from '../../../api/id.ts';
import type { Answer } from '../../../api/types.ts';
import { BulkProgress } from './BulkProgress.tsx';
import { type Bulk, type Column, useColumns, type Whom } from './data.table.ts';
import type { Kind } from './kinds.ts';
import { type Value, ValueControl } from './ValueControl.tsx';

interface Props {
  kind: Kind;
  rows: readonly string[];
  whom: Whom;
  /** How many the condition holds for. */
  count: number | undefined;
  onClose: () => void;
}

type Preview = Answer<'previewBulkEdit'>;
interface Change {
  code: string;
  value: Value;
}

/** One value is written for many: chosen, looked at before, followed while it runs, and taken back after. */
export function BulkDialog({ kind: { subject, unit }, rows, whom, count, onClose }: Props) {
  const all = useColumns(subject);
  const open = (all.data?.items ?? []).filter(({ editable, code }) => editable && code !== all.data?.title);
  const title = all.data?.items.find(({ code }) => code === all.data.title)?.name ?? '名称';
  const [changes, setChanges] = useState<Change[]>([{ code: '', value: null }]);
  const [byRule, setByRule] = useState(rows.length === 0);
  const [looked, setLooked] = useState<{ of: string; preview: Preview } | null>(null);
  const [bulk, setBulk] = useState('');
  const [busy, setBusy] = useState(false);
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [client_id] = useState(newId);
  const whose = byRule ? { rule: whom.rule, ...(whom.area && { area: whom.area }) } : { rows: [...rows] };
  const values = Object.fromEntries(
    changes.filter(({ code }) => code).map(({ code, value }) => [code, value]),
  );
  const of = JSON.stringify([whose, values]);
  const preview = looked?.of === of ? looked.preview : null;
  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setFaults({});
    try {
      await work();
    } catch (error) {
      setFaults(faultsOf(error));
    } finally {
      setBusy(false);
    }
  };
  const body = { client_id, subject, ...whose, values };
  const look = () =>
    attempt(async () =>
      setLooked({ of, preview: await api.post<Preview>('/api/ledger/bulk/preview', body) }),
    );
  const start = () => attempt(async () => setBulk((await api.post<Bulk>('/api/ledger/bulk', body)).id));
  return (
    <Modal open title="批量修改" footer={null} onCancel={onClose} mask={{ closable: false }} width={640}>
      {bulk ? (
        <BulkProgress id={bulk} onClose={onClose} />
      ) : (
        <div className="hy-bulk">
          {faults[''] && <Alert type="error" showIcon title={faults['']} />}
          <Radio.Group
            value={byRule}
            onChange={(event) => setByRule(event.target.value as boolean)}
            options={[
              { value: false, label: `选中的 ${rows.length} ${unit}`, disabled: rows.length === 0 },
              {
                value: true,
                label: `符合条件的 ${count === undefined ? '' : count.toLocaleString('zh-CN')} ${unit}`,
                disabled: whom.rule.trim() === '',
              },
            ]}
          />
          <Changes changes={changes} columns={open} faults={faults} onChange={setChanges} />
          <div className="hy-row">
            <Button loading={busy} disabled={Object.keys(values).length === 0} onClick={() => void look()}>
              预览
            </Button>
            <Button
              type="primary"
              loading={busy}
              disabled={!preview || preview.rows === 0}
              onClick={() => void start()}
            >
              {preview ? `修改 ${preview.rows.toLocaleString('zh-CN')} ${unit}` : '修改'}
            </Button>
            <span className="hy-muted">{preview ? '修改后可以整批撤销。' : '先预览，再修改。'}</span>
          </div>
          {preview && <Look preview={preview} unit={unit} title={title} />}
        </div>
      )}
    </Modal>
  );
}

/** Faults by the item they are of; those of nothing here stand above. */
function faultsOf(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError) || error.fields.length === 0) return { '': sayError(error) };
  return Object.fromEntries(
    error.fields.map(({ path, message }) => {
      const [first, code = ''] = fieldName(path);
      return [first === 'values' ? code : '', message];
    }),
  );
}

interface ChangesProps {
  changes: Change[];
  columns: Column[];
  faults: Record<string, string>;
  onChange: (changes: Change[]) => void;
}

function Changes({ changes, columns, faults, onChange }: ChangesProps) {
  const taken = new Set(changes.map(({ code }) => code));
  return (
    <>
      {changes.map(({ code, value }, at) => {
        const column = columns.find((each) => each.code === code);
        return (
          <div key={code || 'new'}>
            <div className="hy-bulk-row">
              <Select
                aria-label="要修改的项"
                placeholder="要修改的项"
                value={code || null}
                options={columns
                  .filter((each) => each.code === code || !taken.has(each.code))
                  .map((each) => ({ value: each.code, label: each.name }))}
                onChange={(next) => onChange(changes.with(at, { code: next, value: null }))}
                showSearch={{ optionFilterProp: 'label' }}
              />
              {column ? (
                <ValueControl
                  column={column}
                  value={value}
                  fault={Boolean(faults[code])}
                  onChange={(next) => onChange(changes.with(at, { code, value: next }))}
                />
              ) : (
                <span />
              )}
              <Button
                type="text"
                disabled={changes.length === 1}
                aria-label="去掉这一项"
                onClick={() => onChange(changes.toSpliced(at, 1))}
              >
                ×
              </Button>
            </div>
            {faults[code] && code && (
              <span className="hy-cell-fault" role="alert">
                {faults[code]}
              </span>
            )}
          </div>
        );
      })}
      <div>
        <Button
          size="small"
          type="dashed"
          disabled={taken.has('') || changes.length >= 10}
          onClick={() => onChange([...changes, { code: '', value: null }])}
        >
          再改一项
        </Button>
      </div>
    </>
  );
}

interface LookProps {
  preview: Preview;
  unit: string;
  /** What a row is called by: 姓名, 地址. */
  title: string;
}

function Look({ preview, unit, title }: LookProps) {
  return (
    <div className="hy-bulk-look">
      {preview.warnings.map(({ message, rows }) => (
        <Alert
          key={message}
          type="warning"
          showIcon
          title={`${rows.toLocaleString('zh-CN')} ${unit}：${message}确认无误可以照改。`}
        />
      ))}
      <table aria-label="修改预览">
        <thead>
          <tr>
            <th>{title}</th>
            {preview.columns.map((name) => (
              <th key={name}>{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.items.map(({ id, name, before, after }) => (
            <tr key={id}>
              <td>{name}</td>
              {preview.columns.map((column, at) => (
                <td key={column}>
                  {before[at] === after[at] ? (
                    <span className="hy-muted">{after[at] ?? '未填写'}（不变）</span>
                  ) : (
                    <>
                      <del>{before[at] ?? '未填写'}</del> → {after[at] ?? '清空'}
                    </>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {preview.rows > preview.items.length && (
        <p className="hy-muted">
          只列出前 {preview.items.length} {unit}。
        </p>
      )}
    </div>
  );
}
