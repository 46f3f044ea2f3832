import { Alert, Button, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useFileJob } from '../../../ui/console/useFileJob.ts';
import { useColumns } from './data.table.ts';
import { KINDS, type Kind } from './kinds.ts';
import { useWhole } from './Whole.tsx';

interface Props {
  /** Of which ledger; people's where none is said. */
  kind?: Kind;
  /** The name the file begins with. */
  name: string;
  columns: readonly string[];
  /** Whom the sheet is of. */
  whom: { rule?: string; area?: string; segment?: string };
  count: number | undefined;
  onClose: () => void;
}

/** A ledger or a segment as a sheet: masked, or whole for a purpose that is kept with each person. */
export function ExportDialog({ kind = KINDS[0]!, name: given, columns: shown, whom, count, onClose }: Props) {
  const all = useColumns(kind.subject);
  const { choice, lacks, sent } = useWhole('导出完整信息（写明用途，逐人留痕，本人和审计员可见）');
  const [name, setName] = useState(given);
  const [columns, setColumns] = useState<string[]>([...shown]);
  const { rule, area, segment } = whom;
  const asked = {
    ...{ subject: kind.subject, name: name.trim(), columns },
    ...(rule && { rule }),
    ...(area && { area }),
    ...(segment && { segment }),
    ...sent,
  };
  const job = useFileJob<{ rows: number }>('/api/ledger/exports', JSON.stringify(asked));
  const lacking = asked.name === '' || columns.length === 0 || lacks;
  return (
    <Modal open title="导出表格" footer={null} onCancel={onClose} mask={{ closable: false }} width={560}>
      <div className="hy-bulk">
        <Input
          aria-label="文件名"
          prefix={<span className="hy-muted">文件名</span>}
          value={name}
          maxLength={60}
          onChange={(event) => setName(event.target.value)}
        />
        <Select
          aria-label="导出的列"
          mode="multiple"
          value={columns}
          onChange={setColumns}
          options={(all.data?.items ?? []).map(({ code, name: label }) => ({ value: code, label }))}
          showSearch={{ optionFilterProp: 'label' }}
          maxCount={40}
          placeholder="选择要导出的列"
        />
        {kind.subject === 'person' && choice}
        <div className="hy-row">
          <Button type="primary" disabled={lacking} loading={job.busy} onClick={() => job.start(asked)}>
            {job.busy
              ? `正在导出，已写 ${job.rows.toLocaleString('zh-CN')} ${kind.unit}`
              : `导出${count === undefined ? '' : ` ${count.toLocaleString('zh-CN')} ${kind.unit}`}`}
          </Button>
          <span className="hy-muted">文件带导出人和时间水印，保留七天。</span>
        </div>
        {job.made && (
          <Alert
            type="success"
            showIcon
            title={
              <>
                已导出 {job.made.rows.toLocaleString('zh-CN')} {kind.unit}。{' '}
                <a href={job.made.file} download>
                  下载 {asked.name}.xlsx
                </a>
              </>
            }
          />
        )}
      </div>
    </Modal>
  );
}
