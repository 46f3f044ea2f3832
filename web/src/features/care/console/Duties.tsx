import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { App, Button, Form, Input, Radio, Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import type { Answer } from '../../../api/types.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { RowName } from '../../../ui/console/RowName.tsx';
import { type CareDetail, careChanged, type Duty, optionsOf, ROLES } from '../care.ts';

/** Who answers for the person: grid worker, doctor, police, pair, family. Whose duty ended stays on record. */
export function Duties({ care }: { care: CareDetail }) {
  const [adding, add] = useState(false);
  return (
    <section className="hy-panel" aria-label="责任人">
      <h2>
        责任人
        {care.abilities.manage && (
          <span className="hy-panel-tool">
            <Button size="small" onClick={() => add(true)}>
              指定责任人
            </Button>
          </span>
        )}
      </h2>
      {care.duties.length === 0 && <p className="hy-muted">还没有指定，由本网格的网格员走访。</p>}
      <ul className="hy-care-duties">
        {care.duties.map((duty) => (
          <Row key={duty.id} care={care} duty={duty} />
        ))}
      </ul>
      {adding && <DutyForm care={care} onClose={() => add(false)} />}
    </section>
  );
}

function Row({ care, duty }: { care: CareDetail; duty: Duty }) {
  const { modal, message } = App.useApp();
  const end = () =>
    modal.confirm({
      title: `${duty.name}不再负责${care.person.name}？`,
      content: duty.account ? '之后对方不能再看到这位居民的信息。' : '记录会保留。',
      okText: '不再负责',
      onOk: () =>
        api
          .delete(`/api/care/${care.id}/duties/${duty.id}`)
          .catch((error: unknown) => message.error(sayError(error)))
          .then(careChanged),
    });
  return (
    <li data-ended={duty.to_on !== null}>
      <span className="hy-muted">{ROLES[duty.role]}</span>
      <span>
        {duty.name} <Phone care={care} duty={duty} />
        <br />
        <span className="hy-muted">
          {duty.from_on} 起{duty.to_on && `，至 ${duty.to_on}`}
          {duty.account && !duty.to_on && '，可在手机上走访'}
        </span>
      </span>
      {care.abilities.manage && !duty.to_on && (
        <Button size="small" type="link" onClick={end} aria-label={`${duty.name}不再负责`}>
          不再负责
        </Button>
      )}
    </li>
  );
}

/** The number, masked until whoever visits asks for it. */
function Phone({ care, duty }: { care: CareDetail; duty: Duty }) {
  const { message } = App.useApp();
  const [whole, show] = useState<string>();
  if (!duty.phone) return null;
  if (whole) return <a href={`tel:${whole}`}>{whole}</a>;
  const call = () =>
    api
      .post<Answer<'callCareDuty'>>(`/api/care/${care.id}/duties/${duty.id}/call`)
      .then(({ phone }) => show(phone))
      .catch((error: unknown) => message.error(sayError(error)));
  return (
    <>
      {duty.phone}
      {care.abilities.visit && !duty.to_on && (
        <Button size="small" type="link" onClick={call} aria-label={`查看${duty.name}的电话`}>
          查看
        </Button>
      )}
    </>
  );
}

interface Said {
  role: Duty['role'];
  by: 'account' | 'name';
  account?: string;
  name?: string;
  phone?: string;
}

function DutyForm({ care, onClose }: { care: CareDetail; onClose: () => void }) {
  const send = async ({ role, by, account, name, phone }: Said) => {
    const who = by === 'account' ? { account } : { name: name?.trim(), phone: phone?.trim() };
    await api.post(`/api/care/${care.id}/duties`, { role, ...who });
    await careChanged();
    onClose();
  };
  return (
    <FormModal<Said>
      title={`指定责任人：${care.person.name}`}
      submit="指定"
      initial={{ role: 'grid_worker', by: 'account' }}
      onSubmit={send}
      onClose={onClose}
    >
      {(form) => (
        <>
          <Form.Item name="role" label="责任人类型">
            <Select options={optionsOf(ROLES)} />
          </Form.Item>
          <Form.Item name="by" label="对方">
            <Radio.Group
              options={[
                { value: 'account', label: '本系统的同事' },
                { value: 'name', label: '没有系统账号' },
              ]}
            />
          </Form.Item>
          <Form.Item noStyle dependencies={['by']}>
            {() => (form.getFieldValue('by') === 'account' ? <Colleague care={care} /> : <Outsider />)}
          </Form.Item>
        </>
      )}
    </FormModal>
  );
}

const Colleague = ({ care }: { care: CareDetail }) => (
  <Form.Item
    name="account"
    label="同事"
    extra="对方能看到这位居民、可在手机上走访，不论在哪个单位。"
    rules={[{ required: true, message: '请选择同事' }]}
  >
    <HolderPick care={care} />
  </Form.Item>
);

const Outsider = () => (
  <>
    <Form.Item name="name" label="姓名" rules={[{ required: true, whitespace: true, message: '请填写姓名' }]}>
      <Input maxLength={40} autoComplete="off" />
    </Form.Item>
    <Form.Item
      name="phone"
      label="电话"
      extra="遮盖显示；走访的人要打电话时可以查看，留有记录。"
      rules={[{ required: true, whitespace: true, message: '请填写电话' }]}
    >
      <Input maxLength={20} inputMode="tel" autoComplete="off" />
    </Form.Item>
  </>
);

type Holder = Answer<'findCareHolders'>['items'][number];

/** Colleagues who may answer, the nearest first; typing finds others by name or unit. */
function HolderPick({
  care,
  ...field
}: {
  care: CareDetail;
  id?: string;
  value?: string;
  onChange?: (id: string) => void;
}) {
  const [typed, type] = useState('');
  const q = useDeferredValue(typed.trim());
  const found = useQuery({
    queryKey: ['care', 'holders', care.id, q],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      api.get<Answer<'findCareHolders'>>(`/api/care/${care.id}/holders`, { q }, { signal }),
  });
  return (
    <Select<string, { value: string; label: string; holder: Holder }>
      {...field}
      placeholder="输入姓名或单位查找"
      showSearch={{ filterOption: false, onSearch: type }}
      loading={found.isFetching}
      notFoundContent={
        found.isError ? sayError(found.error) : found.isPending ? '正在查找…' : '没有找到这位同事'
      }
      options={found.data?.items.map((holder) => ({ value: holder.id, label: holder.name, holder }))}
      optionRender={({ data: { holder } }) => (
        <RowName more={`${holder.units} · ${holder.roles}`}>{holder.name}</RowName>
      )}
    />
  );
}
