import { Alert, Button, Checkbox } from 'antd';
import { useState } from 'react';
import { ApiError, api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { queryClient } from '../../../api/query.ts';
import { useTypes } from '../console/catalog.ts';
import { Constants } from './Constants.tsx';
import type { Import, Mapping } from './data.ts';
import { MappingTable } from './MappingTable.tsx';
import { typesOf, unknownOf, withConstant } from './mapping.ts';
import { Questions } from './Questions.tsx';
import { useValues } from './useValues.ts';
import { ValueTable } from './ValueTable.tsx';

interface Props {
  file: Import;
  busy: boolean;
  onStarted: () => void;
}

/** How the file is read. Begins with the server's proposal; a trial changes nothing, so it may be repeated until it is right. */
export function MappingForm({ file, busy, onStarted }: Props) {
  const [mapping, setMapping] = useState<Mapping>(file.suggested);
  const { found, counting, fault } = useValues(file, mapping, !busy);
  const { data: catalog } = useTypes();
  const types = typesOf(mapping, found, catalog?.items ?? []);
  const change = (part: Partial<Mapping>) => setMapping((now) => ({ ...now, ...part }));
  return (
    <section className="hy-card hy-stack" aria-label="列的对应">
      <h2 className="hy-head">列的对应</h2>
      {file.remembered && <Alert type="info" showIcon title="已按本单位上一次同样表头的导入填好，请核对。" />}
      <MappingTable file={file} mapping={mapping} onChange={(columns) => change({ columns })} />
      <h2 className="hy-head">固定值与读法</h2>
      <Constants
        mapping={mapping}
        onConstant={(name, value) => setMapping((now) => withConstant(now, name, value))}
        onChange={change}
      />
      <Questions file={file} types={types} mapping={mapping} onChange={setMapping} />
      <ValueTable
        mapping={mapping}
        onChange={setMapping}
        found={found}
        counting={counting}
        fault={fault}
        types={types}
      />
      <Start
        file={file}
        mapping={mapping}
        busy={busy}
        unknown={unknownOf(mapping, found?.fields ?? [])}
        onStarted={onStarted}
      />
    </section>
  );
}

interface StartProps extends Props {
  mapping: Mapping;
  /** How many of the file's values nobody knows yet. */
  unknown: number;
}

function Start({ file, mapping, busy, unknown, onStarted }: StartProps) {
  const [dispatch, setDispatch] = useState(false);
  const [faults, setFaults] = useState<string[]>([]);
  const [sending, setSending] = useState(false);
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
    <>
      <Checkbox checked={dispatch} onChange={(event) => setDispatch(event.target.checked)}>
        建单后立即派遣（派往“办理单位”，没有的按责任清单）
      </Checkbox>
      {unknown > 0 && (
        <Alert type="warning" showIcon title={`还有 ${unknown} 种值不认识，有这些值的行会被退回。`} />
      )}
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
    </>
  );
}
