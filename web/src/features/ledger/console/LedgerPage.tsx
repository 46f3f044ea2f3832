import { useQuery } from '@tanstack/react-query';
import { Button, Modal, Segmented, Select } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { may, useMe } from '../../../api/session.ts';
import type { Answer } from '../../../api/types.ts';
import { AreaPicker } from '../../../ui/console/AreaPicker.tsx';
import { Watermark } from '../../../ui/Watermark.tsx';
import { BulkDialog } from './BulkDialog.tsx';
import { BulkDrawer } from './BulkProgress.tsx';
import { ColumnsDrawer } from './ColumnsDrawer.tsx';
import { useColumns } from './data.table.ts';
import { ExportDialog } from './ExportDialog.tsx';
import { FillForm } from './FillForm.tsx';
import { Grouped } from './Grouped.tsx';
import { KINDS, kindOf, type Subject } from './kinds.ts';
import { LedgerTable, type Picked } from './LedgerTable.tsx';
import { RuleField } from './RuleField.tsx';
import { RuleWords } from './RuleWords.tsx';
import { TagDialog } from './TagDialog.tsx';
import { type Shown, useLedger } from './useLedger.ts';
import { Views } from './Views.tsx';
import './ledger.css';

type Open = 'columns' | 'rule' | 'bulk' | 'bulks' | 'tag' | 'export' | null;

/** 台账: people, houses, organisations … by any condition in any columns, counted, grouped, edited in place or many at once, and taken out as a sheet. */
export default function LedgerPage() {
  const { data: me } = useMe();
  const [shown, show] = useLedger();
  const [open, setOpen] = useState<Open>(null);
  const [picked, setPicked] = useState<ReadonlyMap<string, string>>(new Map());
  const selected = [...picked.keys()];
  // Whoever was named when chosen keeps the name, whatever columns are shown since.
  const pick = (rows: Picked[]) =>
    setPicked((before) => new Map(rows.map(({ id, name }) => [id, before.get(id) || name])));
  const kind = kindOf(shown.of);
  const { subject, unit } = kind;
  const mine = KINDS.filter(({ view }) => may(me, view));
  const whom = { rule: shown.rule, area: shown.area };
  const count = useQuery<Answer<'countLedger'>>({
    queryKey: ['ledger', 'list', 'count', subject, shown.rule, shown.area],
    // How many people there are says nothing of houses.
    placeholderData: (before, query) => (query?.queryKey[3] === subject ? before : undefined),
    queryFn: ({ signal }) => api.get('/api/ledger/count', { subject, ...whom }, { signal }),
  });
  // What is not in the ledger any more is not edited unseen.
  const change = (part: Partial<Shown>) => {
    if ('rule' in part || 'area' in part || 'of' in part) setPicked(new Map());
    show(part);
  };
  const close = () => setOpen(null);
  const rows = count.data?.rows;
  return (
    <div className="hy-ledger">
      {mine.length > 1 && (
        <Segmented<Subject>
          aria-label="台账"
          value={subject}
          options={mine.map((each) => ({ value: each.subject, label: each.name }))}
          onChange={(of) => change({ of, columns: [], rule: '', by: '', view: '' })}
          className="hy-ledger-kinds"
        />
      )}
      <div className="hy-ledger-bar">
        <Views shown={shown} onShow={change} />
        <AreaPicker value={shown.area} onChange={(area) => change({ area })} />
        <Button
          onClick={() => setOpen('rule')}
          type={shown.rule ? 'primary' : 'default'}
          ghost={Boolean(shown.rule)}
        >
          {shown.rule ? '筛选中' : '筛选'}
        </Button>
        {shown.rule && (
          <Button type="link" onClick={() => change({ rule: '' })}>
            清除筛选
          </Button>
        )}
        <Button onClick={() => setOpen('columns')}>列（{shown.columns.length}）</Button>
        <GroupBy subject={subject} value={shown.by} onChange={(by) => show({ by })} />
        <span role="status" aria-label="数量">
          {count.isError ? (
            sayError(count.error)
          ) : rows === undefined ? (
            '正在数…'
          ) : (
            <>
              共 <span className="hy-ledger-count">{rows.toLocaleString('zh-CN')}</span> {unit}
            </>
          )}
        </span>
        <span className="hy-ledger-end">
          {may(me, kind.edit) && (
            <>
              <Button disabled={selected.length === 0 && !shown.rule} onClick={() => setOpen('bulk')}>
                批量修改
              </Button>
              <Button onClick={() => setOpen('bulks')}>修改记录</Button>
            </>
          )}
          {may(me, 'resident:export') && <Button onClick={() => setOpen('export')}>导出</Button>}
        </span>
      </div>
      {shown.rule && <RuleWords rule={shown.rule} subject={subject} />}
      {shown.by && (
        <Grouped subject={subject} by={shown.by} whom={whom} onRule={(rule) => change({ rule })} />
      )}
      {selected.length > 0 && (
        <div className="hy-row hy-ledger-chosen">
          <strong>
            已选 {selected.length.toLocaleString('zh-CN')} {unit}
          </strong>
          {may(me, kind.edit) && (
            <Button size="small" onClick={() => setOpen('bulk')}>
              修改选中的
            </Button>
          )}
          {subject === 'person' && may(me, kind.edit) && (
            <Button size="small" onClick={() => setOpen('tag')}>
              打标签
            </Button>
          )}
          {subject === 'person' && may(me, 'resident:export') && (
            <FillForm
              size="small"
              from="台账里选中"
              find={async () =>
                [...picked].map(([id, name]) => ({ id, name: name || '未显示姓名', address: null }))
              }
            />
          )}
          <Button size="small" type="link" onClick={() => setPicked(new Map())}>
            取消选择
          </Button>
        </div>
      )}
      <Watermark>
        <div className="hy-ledger-mark">
          <LedgerTable
            key={`${subject} ${shown.rule} ${shown.area}`}
            kind={kind}
            columns={shown.columns}
            whom={whom}
            selected={selected}
            onSelect={pick}
            empty={shown.rule || shown.area ? `没有符合条件的${kind.name}` : kind.empty}
          />
        </div>
      </Watermark>
      {open === 'columns' && (
        <ColumnsDrawer
          subject={subject}
          chosen={shown.columns}
          onChange={(columns) => show({ columns })}
          onClose={close}
        />
      )}
      {open === 'rule' && (
        <RuleDialog
          subject={subject}
          rule={shown.rule}
          area={shown.area}
          onUse={(rule) => change({ rule })}
          onClose={close}
        />
      )}
      {open === 'bulk' && <BulkDialog kind={kind} rows={selected} whom={whom} count={rows} onClose={close} />}
      {open === 'bulks' && <BulkDrawer kind={kind} onClose={close} />}
      {open === 'tag' && <TagDialog people={selected} onClose={close} />}
      {open === 'export' && (
        <ExportDialog
          kind={kind}
          name={`${kind.name}台账`}
          columns={shown.columns}
          whom={whom}
          count={rows}
          onClose={close}
        />
      )}
    </div>
  );
}

interface GroupProps {
  subject: Subject;
  value: string;
  onChange: (by: string) => void;
}

function GroupBy({ subject, value, onChange }: GroupProps) {
  const all = useColumns(subject);
  return (
    <Select
      aria-label="分组"
      placeholder="分组"
      value={value || null}
      options={(all.data?.items ?? [])
        .filter(({ groupable }) => groupable)
        .map(({ code, name }) => ({ value: code, label: name }))}
      onChange={(by: string | null) => onChange(by ?? '')}
      showSearch={{ optionFilterProp: 'label' }}
      popupMatchSelectWidth={false}
      allowClear
      style={{ width: 130 }}
    />
  );
}

interface RuleProps extends Pick<Shown, 'rule' | 'area'> {
  subject: Subject;
  onUse: (rule: string) => void;
  onClose: () => void;
}

/** The condition is put together, tried, and used when it is sound; what is wrong with it is said beside it. */
function RuleDialog({ subject, rule: used, area, onUse, onClose }: RuleProps) {
  const [rule, setRule] = useState(used);
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  const use = async () => {
    setBusy(true);
    setFault('');
    try {
      await api.get('/api/ledger/count', { subject, rule, area });
      onUse(rule.trim());
      onClose();
    } catch (error) {
      setFault(sayError(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title="筛选"
      okText="使用"
      onOk={() => void use()}
      confirmLoading={busy}
      onCancel={onClose}
      mask={{ closable: false }}
      width={680}
    >
      <RuleField subject={subject} value={rule} onChange={setRule} fault={fault || undefined} />
    </Modal>
  );
}
