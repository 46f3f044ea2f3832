import { useQuery } from '@tanstack/react-query';
import { Button, Popup, ProgressBar, Skeleton, Toast } from 'antd-mobile';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { newId } from '../../../api/id.ts';
import { sendOrKeep } from '../../../api/outbox.ts';
import { useMe } from '../../../api/session.ts';
import type { Answer, FormField } from '../../../api/types.ts';
import type { Values } from '../../../ui/form/fields.ts';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { SchemaForm } from '../../../ui/portal/SchemaForm.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { type Project, refreshProjects, stands } from '../project.ts';
import './project.css';

const fieldsOf = (project: Project): FormField[] => {
  const open = project.milestones.filter((step) => !step.done_on);
  return [
    { name: 'text', kind: 'textarea', label: '进展', required: true, min_length: 2, max_length: 1000 },
    { name: 'percent', kind: 'number', label: '完成百分比', required: true, min: 0, max: 100 },
    ...(open.length > 0
      ? [
          {
            name: 'milestones',
            kind: 'select' as const,
            label: '已到达的节点',
            multiple: true,
            options: open.map(({ name }) => ({ value: name, label: name })),
          },
        ]
      : []),
    { name: 'files', kind: 'files', label: '照片', max: 9 },
  ];
};

/** The projects one reports on; an entry written without signal is sent later by itself. */
export default function ProjectsPage() {
  const { data: me } = useMe();
  const [open, setOpen] = useState<Project>();
  const query = useQuery({
    queryKey: ['project', 'list', 'mine'],
    queryFn: () => api.get<Answer<'listMyProjects'>>('/api/project-items'),
  });
  const rows = query.data?.items ?? [];
  return (
    <PortalPage title="我的项目" back>
      {query.isPending && <Skeleton.Paragraph animated lineCount={6} />}
      {query.isError && <Fault error={query.error} onRetry={() => void query.refetch()} />}
      {query.isSuccess && rows.length === 0 && <div className="hy-empty">没有由您填报进展的项目。</div>}
      {rows.map((project) => (
        <Card key={project.id} project={project} onTell={() => setOpen(project)} />
      ))}
      <Popup
        visible={Boolean(open)}
        onClose={() => setOpen(undefined)}
        showCloseButton
        destroyOnClose
        bodyClassName="hy-project-sheet"
      >
        {open && me?.account && (
          <Tell project={open} owner={me.account.id} onDone={() => setOpen(undefined)} />
        )}
      </Popup>
    </PortalPage>
  );
}

function Card({ project, onTell }: { project: Project; onTell: () => void }) {
  const stand = stands[project.stand];
  return (
    <section className="hy-card">
      <h2>{project.name}</h2>
      <p>
        <StateTag kind={stand?.look ?? ''}>{stand?.word}</StateTag>{' '}
        <span className="hy-muted">{project.deadline} 前完成</span>
      </p>
      <ProgressBar percent={project.percent} text />
      <p className="hy-muted">{project.list_name}</p>
      <Button block color="primary" onClick={onTell}>
        填报进展
      </Button>
    </section>
  );
}

function Tell({ project, owner, onDone }: { project: Project; owner: string; onDone: () => void }) {
  const [client_id] = useState(newId);
  const send = async (values: Values, unsent: File[]) => {
    const { kept } = await sendOrKeep({
      owner,
      label: `项目进展：${project.name}`,
      url: `/api/project-items/${project.id}/entries`,
      body: { client_id, ...values },
      files: unsent,
    });
    Toast.show({ content: kept ? '没有网络：已存在本机，有网时自动发送' : '已提交' });
    if (!kept) await refreshProjects();
    onDone();
  };
  return (
    <>
      <h2>{project.name}</h2>
      <SchemaForm
        fields={fieldsOf(project)}
        submit="提交"
        initial={{ percent: project.percent }}
        draftKey={`project:${project.id}`}
        onSubmit={send}
      />
    </>
  );
}
