import { App, Button, Select, Table, type TableColumnsType } from 'antd';
import { useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { exactTime, TimeAgo } from '../../../ui/TimeAgo.tsx';
import { type Item, refresh, useItems } from './data.ts';

const columns: TableColumnsType<Item> = [
  { title: '种类', dataIndex: 'kind_name', width: 140 },
  {
    title: '名称',
    key: 'name',
    width: 260,
    render: (_, { kind, code, name }) => (
      <Link to={`/config/${kind}/${code}`} onClick={(event) => event.stopPropagation()}>
        {name}
      </Link>
    ),
  },
  { title: '代码', dataIndex: 'code', width: 160 },
  {
    title: '正在执行',
    key: 'version',
    width: 240,
    render: (_, { version, published_at, by }) =>
      version === 0
        ? '还没有发布'
        : `第 ${version} 版 · ${by}${published_at ? ` · ${exactTime(published_at)}` : ''}`,
  },
  {
    title: '草稿',
    key: 'draft',
    width: 200,
    render: (_, { draft }) =>
      draft && (
        <>
          <StateTag kind="handle">{draft.author} 在改</StateTag> <TimeAgo at={draft.at} />
        </>
      ),
  },
];

/** Everything that is configured, by kind; drafts stand out. */
export function Documents() {
  const items = useItems();
  const go = useNavigate();
  const [kind, setKind] = useState<string>();
  return (
    <Answered query={items}>
      {({ items: all }) => {
        const kinds = [...new Map(all.map((each) => [each.kind, each.kind_name]))];
        const shown = all.filter((each) => !kind || each.kind === kind);
        return (
          <div className="hy-stack">
            <div className="hy-row">
              <Select
                aria-label="种类"
                placeholder="全部种类"
                allowClear
                value={kind}
                onChange={setKind}
                options={kinds.map(([value, label]) => ({ value, label }))}
                style={{ width: 180 }}
              />
              <Transfer kinds={kind ? [kind] : []} />
            </div>
            <Table<Item>
              size="small"
              rowKey={(each) => `${each.kind} ${each.code}`}
              pagination={false}
              scroll={{ x: 1000 }}
              columns={columns}
              dataSource={shown}
              onRow={({ kind: of, code }) => ({ onClick: () => void go(`/config/${of}/${code}`) })}
              rowClassName="hy-config-row"
            />
          </div>
        );
      }}
    </Answered>
  );
}

/** Carries configuration between cities: a file out, a file in; what comes in is a draft. */
function Transfer({ kinds }: { kinds: string[] }) {
  const { message, modal } = App.useApp();
  const file = useRef<HTMLInputElement>(null);
  const take = async () => {
    try {
      const { text } = await api.get<Answer<'exportConfig'>>('/api/config/export', {
        kinds: kinds.join(','),
      });
      const url = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }));
      const link = document.createElement('a');
      link.href = url;
      link.download = `呼应配置-${new Date().toISOString().slice(0, 10)}.yaml`;
      link.click();
      URL.revokeObjectURL(url);
    } catch (error) {
      message.error(sayError(error));
    }
  };
  const bring = async (chosen: File | undefined) => {
    if (!chosen) return;
    try {
      const body = { text: await chosen.text() };
      const { drafts, same, kept } = await api.post<Answer<'importConfig'>>('/api/config/import', body);
      await refresh();
      modal.info({
        title: `导入为 ${drafts.length} 份草稿，尚未执行`,
        content: `${same.length} 份与正在执行的相同，没有建草稿；${kept.length} 份已有别的草稿，没有覆盖。请逐份校验、对照后发布。`,
      });
    } catch (error) {
      message.error(sayError(error));
    }
    if (file.current) file.current.value = '';
  };
  return (
    <>
      <Button onClick={() => void take()}>导出</Button>
      <Button onClick={() => file.current?.click()}>导入为草稿</Button>
      <input
        ref={file}
        type="file"
        hidden
        accept=".yaml,.yml"
        aria-label="配置文件"
        onChange={(event) => void bring(event.target.files?.[0])}
      />
    </>
  );
}
