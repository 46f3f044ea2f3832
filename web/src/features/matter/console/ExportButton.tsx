import { App, Button } from 'antd';
import { useEffect } from 'react';
import { useSearchParams } from 'react-router';
import { may, useMe } from '../../../api/session.ts';
import { useFileJob } from '../../../ui/console/useFileJob.ts';

/** The list's own filters as the export wants them: exact, not as text. */
function filtersOf(params: URLSearchParams): Record<string, unknown> {
  const filters: Record<string, unknown> = {};
  for (const name of ['q', 'type', 'area', 'category', 'source']) {
    const value = params.get(name);
    if (value) filters[name] = value;
  }
  for (const name of ['open', 'mine']) {
    const value = params.get(name);
    if (value) filters[name] = value === 'true';
  }
  const state = params.get('state');
  return state ? { ...filters, state: [state] } : filters;
}

/** Makes a spreadsheet of what the list shows, in the background, and offers it when it is ready. */
export function ExportButton() {
  const { message } = App.useApp();
  const { data: me } = useMe();
  const [params] = useSearchParams();
  const { start, busy, rows, made } = useFileJob<{ rows: number; complete: boolean }>(
    '/api/matters/export',
    params.toString(),
  );
  useEffect(() => {
    if (made && !made.complete)
      void message.warning('超过可以导出的行数，只导出了前面的部分，请缩小筛选范围。');
  }, [made, message]);
  if (!may(me, 'matter:export')) return null;
  if (made)
    return (
      <Button type="primary" href={made.file} download={made.name}>
        下载 {made.rows.toLocaleString('zh-CN')} 行
      </Button>
    );
  return (
    <Button onClick={() => start(filtersOf(params))} loading={busy}>
      {busy ? `正在导出，已写 ${rows.toLocaleString('zh-CN')} 行` : '导出 XLSX'}
    </Button>
  );
}
