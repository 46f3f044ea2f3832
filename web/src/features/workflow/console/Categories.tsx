import { useQuery } from '@tanstack/react-query';
import { Input, Select, Table, type TableColumnsType } from 'antd';
import { useDeferredValue, useMemo, useState } from 'react';
import { api } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { useFlows } from './Flows.tsx';

type Category = Answer<'listCatalogCategories'>['items'][number];
interface Row {
  key: string;
  code: string;
  path: string;
  register: string;
  close: string;
  limit: string;
}

function rowsOf(categories: Category[]): Row[] {
  const parents = new Set(categories.map((category) => category.parent));
  return categories
    .filter(({ selectable, code, conditions }) => selectable && (conditions?.length || !parents.has(code)))
    .flatMap(({ code, path, conditions = [] }) => {
      const list = conditions.length > 0 ? conditions : [{ code: '', register: '—', close: '—', limit: '—' }];
      return list.map((each, at) => ({
        key: `${code} ${at}`,
        code,
        path,
        register: each.register,
        close: each.close,
        limit: each.limit,
      }));
    });
}

const columns: TableColumnsType<Row> = [
  { title: '类别', dataIndex: 'path', width: 260 },
  { title: '代码', dataIndex: 'code', width: 120 },
  { title: '立案条件', dataIndex: 'register' },
  { title: '结案条件', dataIndex: 'close' },
  { title: '时限', dataIndex: 'limit', width: 120 },
];

/** Classes with the conditions of registering and closing, and the limit of each condition. */
export function Categories() {
  const flows = useFlows();
  const types = flows.data?.items.flatMap((flow) => flow.types) ?? [];
  const [type, setType] = useState('');
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const chosen = type || types[0]?.code || '';
  const list = useQuery({
    queryKey: ['catalog', 'categories', chosen],
    enabled: chosen !== '',
    queryFn: () => api.get<Answer<'listCatalogCategories'>>('/api/catalog/categories', { type: chosen }),
  });
  const rows = useMemo(() => {
    const found = (list.data?.items ?? []).filter(
      ({ path, code, conditions = [] }) =>
        path.includes(q) ||
        code.includes(q) ||
        conditions.some((each) => each.register.includes(q) || each.close.includes(q)),
    );
    return rowsOf(found);
  }, [list.data, q]);
  return (
    <div className="hy-stack">
      <div className="hy-row">
        <Select
          aria-label="事项类型"
          value={chosen || undefined}
          onChange={setType}
          options={types.map(({ code, name }) => ({ value: code, label: name }))}
          style={{ width: 180 }}
        />
        <Input.Search
          aria-label="搜类别和条件"
          placeholder="搜类别和条件"
          allowClear
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          style={{ width: 240 }}
        />
        <span className="hy-muted">
          {new Set(rows.map((row) => row.code)).size} 个类别，{rows.length} 个条件
        </span>
      </div>
      <Answered query={list}>
        {() => (
          <Table<Row>
            size="small"
            rowKey="key"
            pagination={{ pageSize: 100, showSizeChanger: false, hideOnSinglePage: true }}
            scroll={{ x: 900 }}
            columns={columns}
            dataSource={rows}
            locale={{ emptyText: '没有符合条件的类别' }}
          />
        )}
      </Answered>
    </div>
  );
}
