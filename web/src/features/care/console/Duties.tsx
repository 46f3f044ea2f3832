import { App, Button, Form, Input, Radio, Select } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
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
        {duty.name} {duty.phone}
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

interface Said {
  role: Duty['role'];
  by: 'account' | 'name';
  username?: string;
  name?: string;
  phone?: string;
}

function DutyForm({ care, onClose }: { care: CareDetail; onClose: () => void }) {
  const send = async ({ role, by, username, name, phone }: Said) => {
    const who = by === 'account' ? { username: username?.trim() } : { name: name?.trim() };
    const body = { role, ...who, ...(phone?.trim() && { phone: phone.trim() }) };
    await api.post(`/api/care/${care.id}/duties`, body);
    await careChanged();
    onClose();
  };
  return (
    <FormModal<Said>
      title={`指定责任人：${care.person.name}`}
      submit="指定"
      initial={{ role: 'doctor', by: 'account' }}
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
                { value: 'account', label: '有系统账号' },
                { value: 'name', label: '没有系统账号' },
              ]}
            />
          </Form.Item>
          <Form.Item noStyle dependencies={['by']}>
            {() =>
              form.getFieldValue('by') === 'account' ? (
                <Form.Item
                  name="username"
                  label="系统账号用户名"
                  extra="对方能看到这位居民、可在手机上走访，不论在哪个单位。"
                  rules={[{ required: true, whitespace: true, message: '请填写用户名' }]}
                >
                  <Input maxLength={60} autoComplete="off" placeholder="对方登录时用的账号" />
                </Form.Item>
              ) : (
                <Form.Item
                  name="name"
                  label="姓名"
                  rules={[{ required: true, whitespace: true, message: '请填写姓名' }]}
                >
                  <Input maxLength={40} autoComplete="off" />
                </Form.Item>
              )
            }
          </Form.Item>
          <Form.Item name="phone" label="电话">
            <Input maxLength={20} inputMode="tel" autoComplete="off" />
          </Form.Item>
        </>
      )}
    </FormModal>
  );
}
