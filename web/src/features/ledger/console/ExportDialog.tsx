import { Alert, Button, Input, Modal, Radio, Select } from 'antd';
import { useState } from 'react';
import { may, useMe } from '../../../api/session.ts';
import { useFileJob } from '../../../ui/console/useFileJob.ts';
import { useColumns } from './data.table.ts';

interface Props {
  /** The name the file begins with. */
  name: string;
  columns: readonly string[];
  /** Whom the sheet is of. */
  whom: { rule?: string; area?: string; segment?: string };
  people: number | undefined;
  onClose: () => void;
}

/** A ledger or a segment as a sheet: masked, or whole for a purpose that is kept with each person. */
export function ExportDialog({ name: given, columns: shown, whom, people, onClose }: Props) {
  const { data: me } = useMe();
  const all = useColumns();
  const [name, setName] = useState(given);
  const [columns, setColumns] = useState<string[]>([...shown]);
  const [whole, setWhole] = useState(false);
  const [purpose, setPurpose] = useState('');
  const { rule, area, segment } = whom;
  const asked = {
    ...{ name: name.trim(), columns },
    ...(rule && { rule }),
    ...(area && { area }),
    ...(segment && { segment }),
    ...(whole && { purpose: purpose.trim() }),
  };
  const job = useFileJob<{ rows: number }>('/api/ledger/exports', JSON.stringify(asked));
  const lacking = asked.name === '' || columns.length === 0 || (whole && purpose.trim().length < 2);
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
        {may(me, 'resident:unmask') && (
          <Radio.Group
            vertical
            value={whole}
            onChange={(event) => setWhole(event.target.value as boolean)}
            options={[
              { value: false, label: '身份证号、电话等遮盖' },
              { value: true, label: '导出完整信息（写明用途，逐人留痕，本人和审计员可见）' },
            ]}
          />
        )}
        {whole && (
          <Input
            aria-label="用途"
            placeholder="用途，如：民政局高龄津贴申报"
            maxLength={200}
            value={purpose}
            onChange={(event) => setPurpose(event.target.value)}
          />
        )}
        <div className="hy-row">
          <Button type="primary" disabled={lacking} loading={job.busy} onClick={() => job.start(asked)}>
            {job.busy
              ? `正在导出，已写 ${job.rows.toLocaleString('zh-CN')} 人`
              : `导出${people === undefined ? '' : ` ${people.toLocaleString('zh-CN')} 人`}`}
          </Button>
          <span className="hy-muted">文件带导出人和时间水印，保留七天。</span>
        </div>
        {job.made && (
          <Alert
            type="success"
            showIcon
            title={
              <>
                已导出 {job.made.rows.toLocaleString('zh-CN')} 人。{' '}
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
