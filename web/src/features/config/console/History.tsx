import { useQuery } from '@tanstack/react-query';
import { Button, Table, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { exactTime } from '../../../ui/TimeAgo.tsx';
import { Compare } from './Compare.tsx';
import type { Document } from './data.ts';

type Version = Document['versions'][number];

/** Who published what when, each version compared with what is being written. */
export function History({ document, text }: { document: Document; text: string }) {
  const [chosen, setChosen] = useState<number>();
  const { kind, code, versions } = document;
  const old = useQuery({
    queryKey: ['config', kind, code, 'version', chosen],
    enabled: chosen !== undefined,
    queryFn: () => api.get<Answer<'readConfigVersion'>>(`/api/config/${kind}/${code}/versions/${chosen}`),
  });
  const columns: TableColumnsType<Version> = [
    { title: '版本', dataIndex: 'version', width: 90, render: (n: number) => `第 ${n} 版` },
    { title: '发布时间', dataIndex: 'at', width: 170, render: (at: string) => exactTime(at) },
    { title: '发布人', dataIndex: 'by', width: 130 },
    { title: '起草人', dataIndex: 'author', width: 130, render: (who?: string) => who ?? '—' },
    { title: '说明', dataIndex: 'note', render: (note: string) => note || '—' },
    {
      title: '',
      key: 'act',
      width: 140,
      render: (_, { version }) => (
        <Button size="small" onClick={() => setChosen(version)}>
          与现在的内容比较
        </Button>
      ),
    },
  ];
  return (
    <div className="hy-stack">
      <Table<Version>
        size="small"
        rowKey="version"
        pagination={false}
        scroll={{ x: 760 }}
        columns={columns}
        dataSource={versions}
        locale={{ emptyText: '在这里还没有发布过：正在执行的是随配置包来的内容。' }}
      />
      {chosen !== undefined && (
        <Answered query={old}>
          {(said) => <Compare before={said.text} after={text} names={[`第 ${chosen} 版`, '现在的内容']} />}
        </Answered>
      )}
    </div>
  );
}
