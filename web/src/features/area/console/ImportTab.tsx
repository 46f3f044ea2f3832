import { useQuery } from '@tanstack/react-query';
import { Form, Input, Radio, Select, Table, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { api, withQuery } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { FilePick } from '../../../ui/console/FilePick.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { type AreaImport, areasChanged } from './data.ts';
import { ImportReport } from './ImportReport.tsx';

export const KINDS: Record<string, string> = { codes: '区划编码', boundaries: '边界' };
const STATES: Record<AreaImport['state'], [kind: string, word: string]> = {
  checking: ['waiting', '正在检查'],
  checked: ['dispatch', '待确认'],
  applying: ['waiting', '正在导入'],
  applied: ['done', '已导入'],
  failed: ['failed', '失败'],
};

/** The state of a file in a word with its mark; one that was checked and holds nothing of use will never be imported. */
export function FileState({ file }: { file: AreaImport }) {
  const useless = file.state === 'checked' && file.report?.accepted === 0;
  const [kind, word] = useless ? ['failed', '不能导入'] : STATES[file.state];
  return <StateTag kind={kind!}>{word}</StateTag>;
}

/** Files of codes and boundaries: sent and checked first, put in force only when the report was read. */
export function ImportTab() {
  const [params, setParams] = useSearchParams();
  const open = params.get('file');
  const show = (id?: string) => setParams(id ? { tab: 'import', file: id } : { tab: 'import' });
  if (open) return <ImportReport id={open} onBack={() => show()} />;
  return (
    <div className="hy-stack">
      <Upload onSent={show} />
      <Earlier onOpen={show} />
    </div>
  );
}

const systems = [
  { value: 'wgs84', label: 'WGS-84（天地图、GPS）' },
  { value: 'gcj02', label: 'GCJ-02（高德、腾讯）' },
  { value: 'bd09', label: 'BD-09（百度）' },
];

function Upload({ onSent }: { onSent: (id: string) => void }) {
  const [kind, setKind] = useState<'codes' | 'boundaries'>('codes');
  const [system, setSystem] = useState('wgs84');
  const [note, setNote] = useState('');
  const drawn = kind === 'boundaries';
  const address = () =>
    withQuery('/api/areas/imports', { kind, ...(drawn ? { system, note: note.trim() } : {}) });
  return (
    <div className="hy-card hy-stack">
      <Form layout="inline">
        <Form.Item label="内容">
          <Radio.Group
            optionType="button"
            value={kind}
            onChange={(event) => setKind(event.target.value)}
            options={[
              { value: 'codes', label: '区划编码' },
              { value: 'boundaries', label: '边界' },
            ]}
          />
        </Form.Item>
        {drawn && (
          <>
            <Form.Item label="坐标系">
              <Select value={system} onChange={setSystem} options={systems} style={{ width: 220 }} />
            </Form.Item>
            <Form.Item label="说明">
              <Input
                value={note}
                onChange={(event) => setNote(event.target.value)}
                placeholder="如：2026 年网格调整"
                maxLength={200}
                style={{ width: 240 }}
              />
            </Form.Item>
          </>
        )}
      </Form>
      <FilePick<AreaImport>
        key={kind}
        url={address}
        accept={drawn ? '.geojson,.json' : '.csv,.json,.txt'}
        label={drawn ? '选择边界文件' : '选择编码文件'}
        hint={
          drawn
            ? 'GeoJSON：每个要素带区域编码（code、网格编码……）。最大 50 MB。'
            : 'CSV 或 JSON：编码、名称，可有上级、级别。最大 50 MB。'
        }
        onSent={(sent) => {
          void areasChanged();
          onSent(sent.id);
        }}
      />
      <span className="hy-muted">上传后先检查，不会改动数据；看过报告、确认后才生效。</span>
    </div>
  );
}

const columns: TableColumnsType<AreaImport> = [
  {
    title: '状态',
    dataIndex: 'state',
    width: 120,
    render: (_, file) => <FileState file={file} />,
  },
  { title: '内容', dataIndex: 'kind', width: 100, render: (kind: string) => KINDS[kind] ?? kind },
  { title: '文件', dataIndex: 'file_name', ellipsis: true },
  {
    title: '结果',
    key: 'result',
    width: 260,
    render: (_, { report }) =>
      report
        ? `${report.total} 项，可用 ${report.accepted}，错误 ${report.errors}，注意 ${report.warnings}`
        : '',
  },
  {
    title: '边界版本',
    dataIndex: 'boundary_version',
    width: 100,
    render: (n?: number) => (n ? `第 ${n} 版` : ''),
  },
  { title: '上传', dataIndex: 'created_at', width: 120, render: (at: string) => <TimeAgo at={at} /> },
];

function Earlier({ onOpen }: { onOpen: (id: string) => void }) {
  const list = useQuery({
    queryKey: ['area', 'list', 'imports'],
    queryFn: () => api.get<Answer<'listAreaImports'>>('/api/areas/imports'),
  });
  return (
    <section aria-label="最近上传">
      <h2 className="hy-head">最近上传</h2>
      <Answered query={list}>
        {({ items }) => (
          <Table<AreaImport>
            size="small"
            rowKey="id"
            pagination={false}
            scroll={{ x: 860 }}
            dataSource={items}
            columns={columns}
            onRow={(row) => ({
              tabIndex: 0,
              className: 'hy-row-open',
              onClick: () => onOpen(row.id),
              onKeyDown: (event) => event.key === 'Enter' && onOpen(row.id),
            })}
            locale={{ emptyText: '还没有上传过文件。' }}
          />
        )}
      </Answered>
    </section>
  );
}
