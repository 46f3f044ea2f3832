import { Button, Form, Input, Progress, Switch, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../../../api/client.ts';
import { may, useMe } from '../../../api/session.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { RowName } from '../../../ui/console/RowName.tsx';
import { type ProjectList, refreshProjects } from '../project.ts';

const columns: TableColumnsType<ProjectList> = [
  {
    title: '清单',
    dataIndex: 'name',
    ellipsis: true,
    render: (name: string, row) => <RowName more={`${row.area_name} · ${row.unit_name}`}>{name}</RowName>,
  },
  {
    title: '公开',
    dataIndex: 'public',
    width: 90,
    render: (open: boolean) => (open ? '向公众公开' : '内部'),
  },
  { title: '完成', width: 110, render: (_, row) => `${row.done} / ${row.items}` },
  {
    title: '平均进度',
    dataIndex: 'percent',
    width: 240,
    render: (percent: number) => <Progress percent={percent} size="small" />,
  },
];

/** Lists of promised things (民生实事、三个十) that one's unit made, lie in one's area, or hold a project of one's own. */
export default function ProjectListPage() {
  const go = useNavigate();
  const { data: me } = useMe();
  const [asking, ask] = useState(false);
  return (
    <div className="hy-matters">
      <PageTable<ProjectList>
        noun="project"
        url="/api/projects"
        columns={columns}
        width={760}
        onOpen={(row) => void go(`/projects/${row.id}`)}
        tools={
          may(me, 'project:manage') && (
            <Button type="primary" onClick={() => ask(true)}>
              建立清单
            </Button>
          )
        }
        empty="还没有项目清单。民生实事、“三个十”等承诺的事，可以在这里列出来，逐项跟进。"
      />
      {asking && <NewList onClose={() => ask(false)} />}
    </div>
  );
}

function NewList({ onClose }: { onClose: () => void }) {
  const go = useNavigate();
  const save = async (values: { name: string; about?: string; public: boolean }, client_id: string) => {
    const { id } = await api.post<{ id: string }>('/api/projects', { client_id, ...values });
    await refreshProjects();
    void go(`/projects/${id}`);
  };
  return (
    <FormModal
      title="建立清单"
      submit="建立"
      initial={{ public: false }}
      draftKey="project:list"
      onSubmit={save}
      onClose={onClose}
    >
      <Form.Item
        name="name"
        label="名称"
        rules={[{ required: true, whitespace: true, min: 2, message: '请填写名称' }]}
      >
        <Input maxLength={60} placeholder="如：2027 年十件民生实事" />
      </Form.Item>
      <Form.Item name="about" label="说明">
        <Input.TextArea maxLength={300} autoSize={{ minRows: 2 }} />
      </Form.Item>
      <Form.Item
        name="public"
        label="向公众公开"
        valuePropName="checked"
        extra="公开的只显示单位和进度，不显示责任人和照片。"
      >
        <Switch />
      </Form.Item>
    </FormModal>
  );
}
