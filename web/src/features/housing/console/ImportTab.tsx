import { useQuery } from '@tanstack/react-query';
import { App, Button, Form, Select, Table } from 'antd';
import { useState } from 'react';
import { api, withQuery } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { queryClient } from '../../../api/query.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { FactRows } from '../../../ui/console/FactRows.tsx';
import { FilePick } from '../../../ui/console/FilePick.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { housingChanged } from '../housing.ts';

type Import = Answer<'applyOutlines'>;
const systems = [
  { value: 'wgs84', label: 'WGS-84（天地图、GPS）' },
  { value: 'gcj02', label: 'GCJ-02（高德、腾讯）' },
  { value: 'bd09', label: 'BD-09（百度）' },
];
const STATES: Record<string, [kind: string, word: string]> = {
  checked: ['waiting', '待确认'],
  applying: ['waiting', '导入未完成'],
  applied: ['done', '已导入'],
};
const KEY = ['building', 'list', 'imports'];

/** Outlines from files: sent and tried first, taken in when the report was read. */
export function ImportTab() {
  const [system, setSystem] = useState('wgs84');
  const [shown, show] = useState<Import>();
  const query = useQuery({
    queryKey: KEY,
    queryFn: () => api.get<Answer<'listOutlineImports'>>('/api/housing/imports'),
  });
  const hear = (file: Import) => {
    show(file);
    void queryClient.invalidateQueries({ queryKey: KEY });
  };
  return (
    <div className="hy-stack">
      <div className="hy-card hy-stack">
        <Form layout="inline">
          <Form.Item label="坐标系">
            <Select value={system} onChange={setSystem} options={systems} style={{ width: 220 }} />
          </Form.Item>
        </Form>
        <FilePick<Import>
          url={() => withQuery('/api/housing/imports', { system })}
          accept=".geojson,.json"
          label="选择轮廓文件"
          hint="GeoJSON（GIS 导出或 OpenStreetMap），一次最多 1 万栋、20 MB。先检查，确认后才导入。"
          onSent={hear}
        />
      </div>
      {shown && <Report key={shown.id} file={shown} onApplied={hear} />}
      <Answered query={query} rows={2}>
        {({ items }) => <Earlier items={items} onOpen={show} />}
      </Answered>
    </div>
  );
}

function Earlier({ items, onOpen }: { items: Import[]; onOpen: (file: Import) => void }) {
  if (items.length === 0) return null;
  return (
    <Table<Import>
      size="small"
      rowKey="id"
      dataSource={items}
      pagination={false}
      onRow={(file) => ({ onClick: () => onOpen(file), className: 'hy-row-open' })}
      columns={[
        { title: '文件', dataIndex: 'file_name', ellipsis: true },
        {
          title: '状态',
          width: 120,
          render: (_, { state }) => <StateTag kind={STATES[state]?.[0] ?? ''}>{STATES[state]?.[1]}</StateTag>,
        },
        { title: '新建', width: 80, render: (_, { report }) => report.made },
        { title: '更新', width: 80, render: (_, { report }) => report.changed },
        { title: '上传', width: 110, render: (_, { created_at }) => <TimeAgo at={created_at} /> },
      ]}
    />
  );
}

function Report({ file, onApplied }: { file: Import; onApplied: (file: Import) => void }) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const { report } = file;
  const useful = report.made + report.changed > 0;
  const apply = async () => {
    setBusy(true);
    try {
      onApplied(await api.post<Import>(`/api/housing/imports/${file.id}/apply`));
      await housingChanged();
      message.success('已导入');
    } catch (error) {
      message.error(sayError(error));
    }
    setBusy(false);
  };
  return (
    <section className="hy-card hy-housing-report" aria-label="检查报告">
      <h2>
        {file.file_name} <StateTag kind={STATES[file.state]?.[0] ?? ''}>{STATES[file.state]?.[1]}</StateTag>
      </h2>
      <FactRows
        rows={[
          ['要素', `${report.total} 个，其中 ${report.left} 个是标注、碎块或有误，不单独成为建筑`],
          ['新建', `${report.made} 栋${report.unplaced ? `，其中未落格 ${report.unplaced} 栋` : ''}`],
          ['更新', `${report.changed} 栋（按编号或位置对上的）`],
          ['不变', `${report.same} 栋`],
          ['不在负责范围内', `${report.elsewhere} 栋，未采用`],
        ]}
      />
      {report.faults.length > 0 && (
        <Table
          size="small"
          rowKey={(fault) => `${fault.row} ${fault.message}`}
          dataSource={report.faults}
          pagination={report.faults.length > 10 && { pageSize: 10 }}
          columns={[
            { title: '要素', dataIndex: 'row', width: 80 },
            { title: '问题', dataIndex: 'message' },
            { title: '怎么办', dataIndex: 'remedy' },
          ]}
        />
      )}
      {file.state !== 'applied' && (
        <Button type="primary" disabled={!useful} loading={busy} onClick={() => void apply()}>
          {useful ? '确认导入' : '没有可以导入的内容'}
        </Button>
      )}
    </section>
  );
}
