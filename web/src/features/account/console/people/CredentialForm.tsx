import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { DatePicker, Form, Input, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useDeferredValue, useState } from 'react';
import { api } from '../../../../api/client.ts';
import type { Answer } from '../../../../api/types.ts';
import { FormModal } from '../../../../ui/console/FormModal.tsx';

export type Issued = Answer<'createCredential', 201>;

interface Said {
  name: string;
  username: string;
  expires_on: Dayjs;
  addresses?: string[];
}

const issue = ({ expires_on, addresses = [], ...rest }: Said): Promise<Issued> =>
  api.post('/api/credentials', { ...rest, expires_on: expires_on.format('YYYY-MM-DD'), addresses });

/** What another system is let in with: which system, as which account, until when, from where. */
export function CredentialForm({ onClose, onMade }: { onClose: () => void; onMade: (made: Issued) => void }) {
  const today = dayjs();
  const year = today.add(1, 'year');
  return (
    <FormModal<Said>
      title="签发接口凭证"
      submit="签发"
      onClose={onClose}
      onSubmit={async (said) => onMade(await issue(said))}
    >
      <Form.Item
        name="name"
        label="名称"
        extra="哪个系统、做什么用。"
        rules={[{ required: true, whitespace: true, message: '请填写名称' }]}
      >
        <Input maxLength={60} placeholder="如：12345 热线平台对接" autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="username"
        label="所用账号"
        extra="凭证能看、能做的与这个账号一样多。请先在“人员”中新建专用账号并授予角色；有人登录使用的账号和管理员账号不能用。"
        rules={[{ required: true, message: '请选择账号' }]}
      >
        <AccountSelect />
      </Form.Item>
      <Form.Item
        name="expires_on"
        label="到期日"
        extra="这一天结束后失效，最长一年。"
        rules={[{ required: true, message: '请选择到期日' }]}
      >
        <DatePicker
          style={{ width: '100%' }}
          minDate={today}
          maxDate={year}
          placeholder="选择日期"
          presets={[
            { label: '三个月', value: today.add(3, 'month') },
            { label: '半年', value: today.add(6, 'month') },
            { label: '一年', value: year },
          ]}
        />
      </Form.Item>
      <Form.Item name="addresses" label="允许的网络地址" extra="IP 或网段，如 10.20.0.0/16；不填则不限。">
        <Select
          mode="tags"
          open={false}
          suffixIcon={null}
          tokenSeparators={[',', '，', ' ', ';', '；']}
          placeholder="输入后回车，可填多个"
        />
      </Form.Item>
    </FormModal>
  );
}

interface PickProps {
  id?: string;
  value?: string;
  onChange?: (username: string | undefined) => void;
}

/** A staff account, found by name or user name. */
function AccountSelect({ id, value, onChange }: PickProps) {
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const found = useQuery({
    queryKey: ['staff', 'options', q],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      api.get<Answer<'listStaff'>>('/api/staff', { q, disabled: false, limit: 20 }, { signal }),
  });
  return (
    <Select<string>
      id={id}
      value={value}
      onChange={onChange}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      options={found.data?.items.map(({ username, name, relations }) => ({
        value: username,
        label: [`${name}（${username}）`, relations[0]?.role_name, relations[0]?.unit_name]
          .filter(Boolean)
          .join(' · '),
      }))}
      loading={found.isFetching}
      placeholder="输入姓名或用户名查找"
      notFoundContent={found.isFetching ? '正在查找…' : '没有找到，换几个字试试'}
      allowClear
    />
  );
}
