import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import type { Sheet } from './data.ts';
import { keepTarget } from './SheetsPage.tsx';

/** Says what else the table looks like; one press reads it as that, without handing it in again. */
export function Better({ sheet: { id, better } }: { sheet: Sheet }) {
  const { message } = App.useApp();
  const client = useQueryClient();
  const [sending, setSending] = useState(false);
  if (!better) return null;
  const { subject, name } = better;
  const change = async () => {
    setSending(true);
    try {
      const target = { target: subject };
      client.setQueryData(['sheet', id], await api.put<Sheet>(`/api/sheets/${id}/target`, target));
      keepTarget(subject);
      void client.invalidateQueries({ queryKey: ['sheet', 'list'] });
    } catch (error) {
      void message.error(sayError(error));
    }
    setSending(false);
  };
  return (
    <Alert
      type="warning"
      showIcon
      title={`这张表看起来是“${name}”。`}
      action={
        <Button size="small" type="primary" loading={sending} onClick={() => void change()}>
          换成{name}导入
        </Button>
      }
    />
  );
}
