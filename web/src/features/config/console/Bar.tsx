import { Alert, App, Button, Input } from 'antd';
import { Link } from 'react-router';
import { ApiError, api } from '../../../api/client.ts';
import { may, useMe } from '../../../api/session.ts';
import { StateTag } from '../../../ui/StateTag.tsx';
import { Compare } from './Compare.tsx';
import { Copy } from './Copy.tsx';
import { type Document, refresh } from './data.ts';
import type { Editing } from './useEditing.ts';

interface Props {
  document: Document;
  editing: Editing;
  errors: number | undefined;
  /** After a draft was published or given up: the page begins anew with what is in force. */
  onDone: () => void;
}

function usePublish({ document, editing, onDone }: Props) {
  const { modal, message } = App.useApp();
  const url = `/api/config/${document.kind}/${document.code}`;
  const publish = (version: number, over: boolean): Promise<unknown> =>
    editing.attempt(async () => {
      try {
        const done = await api.post<{ version: number }>(`${url}/publish`, { version, over });
        message.success(`已发布为第 ${done.version} 版。新事项按它办理，已有事项各按开始时的版本。`);
        await refresh();
        onDone();
      } catch (error) {
        if (!(error instanceof ApiError && error.code === 'older_base')) throw error;
        modal.confirm({
          title: '期间已发布过别的版本',
          content: error.detail,
          okText: '仍要发布',
          onOk: () => publish(version, true),
        });
      }
    });
  return async () => {
    const version = editing.changed || editing.version === 0 ? await editing.save() : editing.version;
    if (version === null) return;
    modal.confirm({
      title: `发布「${document.name}」`,
      content: '发布后立即执行：新事项按新版本，已有事项各按开始时的版本。',
      okText: '发布',
      onOk: () => publish(version, false),
    });
  };
}

/** What it is, in which version it is in force, and what may be done with the draft. */
export function Bar(props: Props) {
  const { document, editing, errors, onDone } = props;
  const { data: me } = useMe();
  const { modal } = App.useApp();
  const publish = usePublish(props);
  const discard = () =>
    modal.confirm({
      title: '放弃这份草稿？',
      content: '草稿会被删除，正在执行的内容不变。',
      okText: '放弃草稿',
      okButtonProps: { danger: true },
      onOk: () =>
        editing.attempt(async () => {
          await api.delete(`/api/config/${document.kind}/${document.code}/draft?version=${editing.version}`);
          editing.forget();
          await refresh();
          onDone();
        }),
    });
  return (
    <header className="hy-config-bar">
      <div className="hy-row">
        <Link to="/config">‹ 配置</Link>
        <strong>{document.name}</strong>
        <span className="hy-muted">
          {document.kind_name} · {document.code} ·{' '}
          {document.version > 0 ? `正在执行第 ${document.version} 版` : '还没有发布过'}
        </span>
        {editing.version > 0 && <StateTag kind="handle">有草稿</StateTag>}
        {editing.changed && <StateTag kind="open">未保存</StateTag>}
      </div>
      <div className="hy-row">
        <Input
          value={editing.note}
          onChange={(event) => editing.setNote(event.target.value)}
          placeholder="这次改了什么、为什么"
          aria-label="修改说明"
          maxLength={500}
          className="hy-config-note"
        />
        <Button disabled={!editing.changed} loading={editing.busy} onClick={() => void editing.save()}>
          保存草稿
        </Button>
        {editing.version > 0 && (
          <Button danger type="text" onClick={discard}>
            放弃草稿
          </Button>
        )}
        <Copy document={document} text={editing.text} />
        {may(me, 'config:publish') && (
          <Button
            type="primary"
            disabled={errors !== 0 || (editing.version === 0 && !editing.changed)}
            loading={editing.busy}
            onClick={() => void publish()}
          >
            发布
          </Button>
        )}
      </div>
      {document.two_persons && <p className="hy-muted">本系统要求两人：写草稿的人不能自己发布。</p>}
      {editing.theirs && <Meanwhile editing={editing} />}
    </header>
  );
}

/** Somebody else wrote meanwhile: both texts are here, and one says which goes on. */
function Meanwhile({ editing }: { editing: Editing }) {
  const { theirs, text } = editing;
  if (!theirs) return null;
  return (
    <Alert
      type="warning"
      showIcon
      title={
        theirs.author
          ? `${theirs.author}刚刚改过这份草稿，您写的内容还在`
          : '这份草稿已被放弃或发布，您写的内容还在'
      }
      description={<Compare before={theirs.text} after={text} names={['对方的', '我的']} />}
      action={
        <div className="hy-row">
          <Button size="small" onClick={() => void editing.save(theirs.version)}>
            以我的为准保存
          </Button>
          <Button size="small" onClick={editing.takeTheirs}>
            改用对方的
          </Button>
        </div>
      }
    />
  );
}
