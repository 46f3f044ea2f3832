import { useQuery } from '@tanstack/react-query';
import { App, Button, Form, Input, Select, Table, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { may, useMe } from '../../../api/session.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { type AreaChoice, AreaSelect } from './AreaSelect.tsx';
import { areasChanged, type Cluster, useClusters } from './data.ts';

/** 网格服务片: grids whose staff serve as one. */
export function Clusters() {
  const { data: me } = useMe();
  const keeps = may(me, 'area:manage');
  const list = useClusters();
  const [open, setOpen] = useState<Cluster | 'new'>();
  return (
    <div className="hy-stack">
      <div className="hy-row">
        {keeps && (
          <Button type="primary" onClick={() => setOpen('new')}>
            新建服务片
          </Button>
        )}
        <span className="hy-muted">几个网格合成一片，网格员互为后备。</span>
      </div>
      <Answered query={list}>
        {({ items }) => (
          <Table<Cluster>
            size="small"
            rowKey="id"
            pagination={items.length > 50 ? { pageSize: 50 } : false}
            scroll={{ x: 760 }}
            dataSource={items}
            columns={columnsOf(keeps, setOpen)}
            locale={{ emptyText: '还没有服务片。' }}
          />
        )}
      </Answered>
      {open && <ClusterForm cluster={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />}
    </div>
  );
}

const columnsOf = (keeps: boolean, onOpen: (cluster: Cluster) => void): TableColumnsType<Cluster> => [
  { title: '服务片', dataIndex: 'name', width: 180, ellipsis: true },
  {
    title: '所在区域',
    dataIndex: ['parent', 'full_name'],
    ellipsis: true,
    render: (name: string, { parent }) => <Link to={`/areas?area=${parent.id}`}>{name}</Link>,
  },
  {
    title: '网格',
    dataIndex: 'grids',
    render: (grids: Cluster['grids']) => grids.map((grid) => grid.name).join('、'),
  },
  ...(keeps
    ? [
        {
          title: '',
          key: 'act',
          width: 140,
          render: (_: unknown, cluster: Cluster) => <Acts cluster={cluster} onOpen={onOpen} />,
        },
      ]
    : []),
];

function Acts({ cluster, onOpen }: { cluster: Cluster; onOpen: (cluster: Cluster) => void }) {
  const { modal, message } = App.useApp();
  const remove = () =>
    modal.confirm({
      title: `解散“${cluster.name}”？`,
      content: '网格不变，只是不再合成一片。',
      okText: '解散',
      okButtonProps: { danger: true },
      onOk: () =>
        api
          .delete(`/api/areas/clusters/${cluster.id}`)
          .catch((error: unknown) => message.error(sayError(error)))
          .then(areasChanged),
    });
  return (
    <span className="hy-row">
      <Button size="small" onClick={() => onOpen(cluster)}>
        修改
      </Button>
      <Button size="small" danger onClick={remove}>
        解散
      </Button>
    </span>
  );
}

interface Said {
  name: string;
  parent: AreaChoice;
  grids: string[];
}

function ClusterForm({ cluster, onClose }: { cluster?: Cluster; onClose: () => void }) {
  const save = async ({ name, parent, grids }: Said) => {
    const body = { name, parent: parent.value, grids };
    if (cluster) await api.put(`/api/areas/clusters/${cluster.id}`, body);
    else await api.post('/api/areas/clusters', body);
    await areasChanged();
    onClose();
  };
  const initial: Partial<Said> = cluster
    ? {
        name: cluster.name,
        parent: { value: cluster.parent.code, label: cluster.parent.full_name },
        grids: cluster.grids.map((grid) => grid.code),
      }
    : {};
  return (
    <FormModal<Said>
      title={cluster ? '修改服务片' : '新建服务片'}
      submit="保存"
      initial={initial}
      onClose={onClose}
      onSubmit={save}
    >
      {(form) => (
        <>
          <Form.Item
            name="name"
            label="名称"
            rules={[{ required: true, whitespace: true, message: '请填写名称' }]}
          >
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item name="parent" label="所在社区" rules={[{ required: true, message: '请选择所在社区' }]}>
            <AreaSelect by="code" level="community" />
          </Form.Item>
          <Form.Item noStyle shouldUpdate={(before, now) => before.parent?.value !== now.parent?.value}>
            {() => <GridField parent={form.getFieldValue('parent')?.value} />}
          </Form.Item>
        </>
      )}
    </FormModal>
  );
}

function GridField({ parent }: { parent: string | undefined }) {
  const grids = useQuery({
    queryKey: ['area', 'list', 'grids', parent],
    enabled: Boolean(parent),
    queryFn: () => api.get<Answer<'listAreas'>>('/api/areas', { parent, level: 'grid', limit: 200 }),
  });
  return (
    <Form.Item name="grids" label="网格" rules={[{ required: true, message: '请选择网格' }]}>
      <Select
        mode="multiple"
        disabled={!parent}
        loading={grids.isFetching}
        showSearch={{ optionFilterProp: 'label' }}
        options={grids.data?.items.map(({ code, name }) => ({ value: code, label: name }))}
        placeholder={parent ? '选择网格' : '先选择社区'}
      />
    </Form.Item>
  );
}
