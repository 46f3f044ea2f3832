import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Modal, Select } from 'antd';
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
import { Grouped } from './Grouped.tsx';
import { LedgerTable } from './LedgerTable.tsx';
import { RuleField } from './RuleField.tsx';
import { TagDialog } from './TagDialog.tsx';
import { type Shown, useLedger } from './useLedger.ts';
import { Views } from './Views.tsx';
import './ledger.css';

type Open = 'columns' | 'rule' | 'bulk' | 'bulks' | 'tag' | 'export' | null;

/** 台账: people by any condition in any columns, counted, grouped, edited in place or many at once, and taken out as a sheet. */
export default function LedgerPage() {
  const { data: me } = useMe();
  const [shown, show] = useLedger();
  const [open, setOpen] = useState<Open>(null);
  const [selected, setSelected] = useState<string[]>([]);
  const whom = { rule: shown.rule, area: shown.area };
  const count = useQuery({
    queryKey: ['ledger', 'list', 'count', shown.rule, shown.area],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get<Answer<'countLedger'>>('/api/ledger/count', whom, { signal }),
  });
  // Whoever is not in the ledger any more is not edited unseen.
  const change = (part: Partial<Shown>) => {
    if ('rule' in part || 'area' in part) setSelected([]);
    show(part);
  };
  const close = () => setOpen(null);
  const people = count.data?.people;
  return (
    <div className="hy-ledger">
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
        <GroupBy value={shown.by} onChange={(by) => show({ by })} />
        <span role="status" aria-label="人数">
          {count.isError ? (
            sayError(count.error)
          ) : people === undefined ? (
            '正在数…'
          ) : (
            <>
              共 <span className="hy-ledger-count">{people.toLocaleString('zh-CN')}</span> 人
            </>
          )}
        </span>
        <span className="hy-ledger-end">
          {may(me, 'resident:edit') && (
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
      {shown.rule && <code className="hy-rule-said">{shown.rule}</code>}
      {shown.by && <Grouped by={shown.by} whom={whom} onRule={(rule) => change({ rule })} />}
      {selected.length > 0 && (
        <div className="hy-row hy-ledger-chosen">
          <strong>已选 {selected.length.toLocaleString('zh-CN')} 人</strong>
          {may(me, 'resident:edit') && (
            <>
              <Button size="small" onClick={() => setOpen('bulk')}>
                修改这些人
              </Button>
              <Button size="small" onClick={() => setOpen('tag')}>
                打标签
              </Button>
            </>
          )}
          <Button size="small" type="link" onClick={() => setSelected([])}>
            取消选择
          </Button>
        </div>
      )}
      <Watermark>
        <div className="hy-ledger-mark">
          <LedgerTable
            key={`${shown.rule} ${shown.area}`}
            columns={shown.columns}
            whom={whom}
            selected={selected}
            onSelect={setSelected}
            empty={
              shown.rule || shown.area ? '没有符合条件的人' : '还没有登记人员。可以导入表格，或在人员里登记。'
            }
          />
        </div>
      </Watermark>
      {open === 'columns' && (
        <ColumnsDrawer chosen={shown.columns} onChange={(columns) => show({ columns })} onClose={close} />
      )}
      {open === 'rule' && (
        <RuleDialog rule={shown.rule} area={shown.area} onUse={(rule) => change({ rule })} onClose={close} />
      )}
      {open === 'bulk' && <BulkDialog people={selected} whom={whom} count={people} onClose={close} />}
      {open === 'bulks' && <BulkDrawer onClose={close} />}
      {open === 'tag' && <TagDialog people={selected} onClose={close} />}
      {open === 'export' && (
        <ExportDialog name="台账" columns={shown.columns} whom={whom} people={people} onClose={close} />
      )}
    </div>
  );
}

function GroupBy({ value, onChange }: { value: string; onChange: (by: string) => void }) {
  const all = useColumns();
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
  onUse: (rule: string) => void;
  onClose: () => void;
}

/** The condition is put together, tried, and used when it is sound; what is wrong with it is said beside it. */
function RuleDialog({ rule: used, area, onUse, onClose }: RuleProps) {
  const [rule, setRule] = useState(used);
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  const use = async () => {
    setBusy(true);
    setFault('');
    try {
      await api.get('/api/ledger/count', { rule, area });
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
      <RuleField value={rule} onChange={setRule} fault={fault || undefined} />
    </Modal>
  );
}
