import { App, Button, Input, Table, type TableColumnsType } from 'antd';
import { useRef, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo, untilMinute } from '../../../ui/TimeAgo.tsx';
import { type Item, refresh, useItems } from './data.ts';
import './document.css';

/** The kind comes first: it goes where one is chosen. */
const columns: TableColumnsType<Item> = [
  { title: '种类', dataIndex: 'kind_name', width: 140 },
  {
    title: '名称',
    key: 'name',
    width: 300,
    render: (_, { kind, code, name }) => (
      <Link to={`/config/${kind}/${code}`} onClick={(event) => event.stopPropagation()}>
        {name}
      </Link>
    ),
  },
  { title: '代码', dataIndex: 'code', width: 180 },
  {
    title: '正在执行',
    key: 'version',
    width: 300,
    render: (_, { version, published_at, by }) =>
      version === 0
        ? '还没有发布'
        : `第 ${version} 版 · ${by}${published_at ? ` · ${untilMinute(published_at)}` : ''}`,
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

interface Chosen {
  kind: string | undefined;
  q: string;
}

const fits = ({ kind: of, name, code }: Item, { kind, q }: Chosen): boolean =>
  (!kind || of === kind) && (name.includes(q) || code.includes(q));

/** Everything that is configured: the kinds beside it, drafts stand out. */
export function Documents() {
  const items = useItems();
  const go = useNavigate();
  const [params, setParams] = useSearchParams();
  const [q, setQ] = useState('');
  const kind = params.get('kind') ?? undefined;
  return (
    <Answered query={items}>
      {({ items: all }) => (
        <div className="hy-flows">
          <Kinds items={all} kind={kind} onChoose={(to) => setParams(to ? { kind: to } : {})} />
          <div className="hy-stack">
            <div className="hy-row">
              <Input.Search
                aria-label="搜配置"
                placeholder="搜名称、代码"
                allowClear
                value={q}
                onChange={(event) => setQ(event.target.value)}
                style={{ width: 240 }}
              />
              <Transfer kinds={kind ? [kind] : []} />
            </div>
            <Table<Item>
              size="small"
              rowKey={(each) => `${each.kind} ${each.code}`}
              pagination={false}
              scroll={{ x: 900 }}
              columns={kind ? columns.slice(1) : columns}
              dataSource={all.filter((each) => fits(each, { kind, q: q.trim() }))}
              onRow={({ kind: of, code }) => ({ onClick: () => void go(`/config/${of}/${code}`) })}
              rowClassName="hy-config-row"
              locale={{ emptyText: '没有符合条件的配置' }}
            />
          </div>
        </div>
      )}
    </Answered>
  );
}

interface KindsProps {
  items: Item[];
  kind: string | undefined;
  onChoose: (kind: string | undefined) => void;
}

/** All kinds at a glance, each with how many there are and how many of them somebody is at. */
function Kinds({ items, kind, onChoose }: KindsProps) {
  const kinds = Map.groupBy(items, (each) => each.kind);
  const lines = [
    { code: undefined, name: '全部', those: items },
    ...[...kinds].map(([code, those]) => ({ code, name: those[0]!.kind_name, those })),
  ];
  return (
    <nav aria-label="种类" className="hy-config-kinds">
      {lines.map(({ code, name, those }) => {
        const drafts = those.filter(({ draft }) => draft).length;
        return (
          <button
            type="button"
            key={name}
            className="hy-flow"
            aria-current={code === kind}
            onClick={() => onChoose(code)}
          >
            <strong>{name}</strong>
            <span className="hy-muted">
              {those.length}
              {drafts > 0 && `，草稿 ${drafts}`}
            </span>
          </button>
        );
      })}
    </nav>
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
