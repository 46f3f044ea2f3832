import { useQuery } from '@tanstack/react-query';
import { Button, DatePicker, Empty, Form, Input, Progress } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { api } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { dayProps } from '../../../ui/console/dates.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { RemoteSelect } from '../../../ui/console/SchemaForm.tsx';
import type { Option } from '../../../ui/form/fields.ts';
import { StateTag } from '../../../ui/StateTag.tsx';
import { type Project, refreshProjects, stands } from '../project.ts';
import { EntryForm } from './EntryForm.tsx';
import { Story } from './Story.tsx';
import './project.css';

/** One list: each project with its unit, person, deadline, milestones and a bar of how far it is. */
export default function ProjectPage() {
  const { id = '' } = useParams();
  const [adding, add] = useState(false);
  const query = useQuery({
    queryKey: ['project', 'list', 'one', id],
    queryFn: () => api.get<Answer<'readProjectList'>>(`/api/projects/${id}`),
  });
  return (
    <>
      <div className="hy-matter-bar">
        <Link to="/projects">‹ 项目清单</Link>
      </div>
      <Answered query={query} missing={{ title: '没有这份清单', back: '回到项目清单', to: '/projects' }}>
        {(list) => (
          <section className="hy-panel">
            <h2>
              {list.name}
              {list.manages && (
                <Button size="small" type="primary" onClick={() => add(true)}>
                  添加项目
                </Button>
              )}
            </h2>
            <p className="hy-muted">
              {list.unit_name} · {list.public ? '向公众公开' : '内部'} · 完成 {list.done} / {list.items}
            </p>
            {list.about && <p>{list.about}</p>}
            <Progress percent={list.percent} />
            {list.projects.length === 0 && (
              <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="还没有项目。" />
            )}
            {list.projects.map((project) => (
              <Row key={project.id} project={project} />
            ))}
          </section>
        )}
      </Answered>
      {adding && <ItemForm list={id} onClose={() => add(false)} />}
    </>
  );
}

function Row({ project }: { project: Project }) {
  const [open, setOpen] = useState(false);
  const [telling, tell] = useState(false);
  const stand = stands[project.stand];
  return (
    <article className="hy-project">
      <div className="hy-project-head">
        <strong>{project.name}</strong>
        <StateTag kind={stand?.look ?? ''}>{stand?.word}</StateTag>
        <span className="hy-muted">
          {[project.unit_name, project.person, `${project.deadline} 前完成`].filter(Boolean).join(' · ')}
        </span>
        <span className="hy-project-tools">
          {project.reports && (
            <Button size="small" onClick={() => tell(true)}>
              填报进展
            </Button>
          )}
          <Button size="small" type="link" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? '收起' : '看进展'}
          </Button>
        </span>
      </div>
      <Progress
        percent={project.percent}
        status={project.stand === 'overdue' ? 'exception' : undefined}
        size="small"
      />
      {project.milestones.length > 0 && (
        <p className="hy-muted">
          {project.milestones
            .map(
              (step) => `${step.done_on ? '✓' : '○'} ${step.name}（${step.done_on ?? `${step.due_on} 前`}）`,
            )
            .join('　')}
        </p>
      )}
      {open && <Story id={project.id} />}
      {telling && <EntryForm project={project} onClose={() => tell(false)} />}
    </article>
  );
}

interface Values {
  name: string;
  unit: Option;
  account?: string;
  deadline: string;
  milestones?: { name: string; due_on: string }[];
}

function ItemForm({ list, onClose }: { list: string; onClose: () => void }) {
  const save = async ({ unit, account, milestones, ...said }: Values, client_id: string) => {
    await api.post(`/api/projects/${list}/items`, {
      client_id,
      ...said,
      unit: unit.value,
      ...(account?.trim() ? { account: account.trim() } : {}),
      milestones: milestones ?? [],
    });
    await refreshProjects();
    onClose();
  };
  return (
    <FormModal<Values>
      title="添加项目"
      submit="添加"
      draftKey={`project-item:${list}`}
      onSubmit={save}
      onClose={onClose}
      width={640}
    >
      <Form.Item
        name="name"
        label="项目名称"
        rules={[{ required: true, whitespace: true, min: 2, message: '请填写名称' }]}
      >
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="unit" label="责任单位" rules={[{ required: true, message: '请选择责任单位' }]}>
        <RemoteSelect kind="unit" multiple={false} label="责任单位" />
      </Form.Item>
      <Form.Item name="account" label="责任人账号" extra="留空则由责任单位的人填报。">
        <Input maxLength={60} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="deadline"
        label="完成期限"
        rules={[{ required: true, message: '请选择期限' }]}
        {...dayProps}
      >
        <DatePicker style={{ width: '100%' }} />
      </Form.Item>
      <Form.List name="milestones">
        {(rows, { add, remove }) => (
          <Form.Item label="节点">
            {rows.map((row) => (
              <div key={row.key} className="hy-project-step">
                <Form.Item
                  name={[row.name, 'name']}
                  rules={[{ required: true, message: '请填写节点' }]}
                  noStyle
                >
                  <Input maxLength={40} placeholder="节点，如：开工" aria-label="节点" />
                </Form.Item>
                <Form.Item
                  name={[row.name, 'due_on']}
                  rules={[{ required: true, message: '请选择期限' }]}
                  noStyle
                  {...dayProps}
                >
                  <DatePicker placeholder="期限" aria-label="节点期限" />
                </Form.Item>
                <Button type="text" onClick={() => remove(row.name)}>
                  去掉
                </Button>
              </div>
            ))}
            <Button type="dashed" onClick={() => add()} disabled={rows.length >= 20}>
              加节点
            </Button>
          </Form.Item>
        )}
      </Form.List>
    </FormModal>
  );
}
