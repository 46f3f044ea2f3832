import { App, Button, Form, Input, Radio } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { type AreaDetail, areasChanged } from './data.ts';

interface Props {
  area: AreaDetail;
  onMade: (id: string) => void;
}

/** Changing, dividing and retiring an area, one at a time; many at once come by file. */
export function AreaActions({ area, onMade }: Props) {
  const { modal, message } = App.useApp();
  const [, setParams] = useSearchParams();
  const [open, setOpen] = useState<'change' | 'below'>();
  const retire = () =>
    modal.confirm({
      title: `停用“${area.name}”？`,
      content: '停用后不能再选，也不再参与定位；已有事项保留原来的归属。',
      okText: '停用',
      okButtonProps: { danger: true },
      onOk: () =>
        api
          .post(`/api/areas/${area.id}/retire`, { version: area.version })
          .catch((error: unknown) => message.error(sayError(error)))
          .then(areasChanged),
    });
  return (
    <div className="hy-row">
      <Button onClick={() => setOpen('change')}>修改</Button>
      {area.level === 'grid' && area.boundary_version !== null && (
        <>
          <Button onClick={() => setParams({ area: area.id, redraw: 'split' })}>拆分</Button>
          <Button onClick={() => setParams({ area: area.id, redraw: 'merge' })}>合并</Button>
        </>
      )}
      {area.level !== 'grid' && <Button onClick={() => setOpen('below')}>新建下级</Button>}
      <Button danger onClick={retire}>
        停用
      </Button>
      {open === 'change' && <ChangeForm area={area} onClose={() => setOpen(undefined)} />}
      {open === 'below' && <NewForm area={area} onMade={onMade} onClose={() => setOpen(undefined)} />}
    </div>
  );
}

interface Said {
  name: string;
  code?: string;
  kind?: 'ordinary' | 'special';
}

const NameField = () => (
  <Form.Item name="name" label="名称" rules={[{ required: true, whitespace: true, message: '请填写名称' }]}>
    <Input maxLength={60} />
  </Form.Item>
);

const KindField = () => (
  <Form.Item name="kind" label="类型" extra="专属网格在其他网格之内，落在其中的事项归它。">
    <Radio.Group
      options={[
        { value: 'ordinary', label: '综合网格' },
        { value: 'special', label: '专属网格' },
      ]}
    />
  </Form.Item>
);

function ChangeForm({ area, onClose }: { area: AreaDetail; onClose: () => void }) {
  const save = async (said: Said) => {
    await api.patch(`/api/areas/${area.id}`, { ...said, version: area.version });
    await areasChanged();
    onClose();
  };
  return (
    <FormModal<Said>
      title={`修改 ${area.name}`}
      submit="保存"
      initial={{ name: area.name, kind: area.kind }}
      onClose={onClose}
      onSubmit={save}
    >
      <NameField />
      {area.level === 'grid' && <KindField />}
    </FormModal>
  );
}

function NewForm({ area, onMade, onClose }: Props & { onClose: () => void }) {
  const make = async (said: Said) => {
    const made = await api.post<AreaDetail>('/api/areas', { ...said, parent: area.id });
    await areasChanged();
    onClose();
    onMade(made.id);
  };
  const grids = area.level === 'community';
  return (
    <FormModal<Said>
      title={`在 ${area.name} 新建下级`}
      submit="新建"
      initial={{ code: area.code, kind: 'ordinary' }}
      onClose={onClose}
      onSubmit={({ kind, ...said }) => make(grids ? { ...said, kind } : said)}
    >
      <Form.Item
        name="code"
        label="编码"
        extra={grids ? '社区 12 位代码加 3 位顺序号，共 15 位。' : '在上级编码后续写；级别由编码推定。'}
        rules={[{ required: true, message: '请填写编码' }]}
      >
        <Input maxLength={20} />
      </Form.Item>
      <NameField />
      {grids && <KindField />}
    </FormModal>
  );
}
