import { Button, Dropdown } from 'antd';
import type { Query } from '../../../api/client.ts';
import { useFileJob } from '../../../ui/console/useFileJob.ts';

/** Makes a file of the table as it stands, and offers it when it is ready. */
export function TableExport({ query }: { query: Query }) {
  const { start, busy, made } = useFileJob('/api/insight/export', JSON.stringify(query));
  const make = (format: string) =>
    start(Object.fromEntries(Object.entries({ ...query, format }).filter(([, value]) => value)));
  if (made)
    return (
      <Button type="primary" href={made.file} download={made.name}>
        下载 {made.name.endsWith('csv') ? 'CSV' : 'XLSX'}
      </Button>
    );
  return (
    <Dropdown
      menu={{
        items: [
          { key: 'xlsx', label: '导出 XLSX' },
          { key: 'csv', label: '导出 CSV' },
        ],
        onClick: ({ key }) => make(key),
      }}
    >
      <Button loading={busy}>导出</Button>
    </Dropdown>
  );
}
