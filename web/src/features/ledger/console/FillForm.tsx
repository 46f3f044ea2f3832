import { App, Button } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { sayError } from '../../../api/errors.ts';
import type { Chosen } from './data.ts';
import { chooseForForm, mostIn, mostSaid } from './forForm.ts';

interface Props {
  /** Where the people were chosen, in words. */
  from: string;
  /** Who they are; null for more than one form takes. */
  find: () => Chosen[] | Promise<Chosen[] | null>;
  disabled?: boolean;
  size?: 'small';
}

/** 填报表: a department's form for the people chosen here, which is picked or handed in next. */
export function FillForm({ from, find, disabled = false, size }: Props) {
  const { message } = App.useApp();
  const go = useNavigate();
  const [busy, setBusy] = useState(false);
  const choose = async () => {
    setBusy(true);
    try {
      const people = await find();
      if (people === null || people.length > mostIn())
        return void message.warning(`${mostSaid()}，请先缩小范围。`);
      chooseForForm({ from, people: people.map(({ id, name, address }) => ({ id, name, address })) });
      await go('/forms');
    } catch (error) {
      message.error(sayError(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button {...(size && { size })} loading={busy} disabled={disabled} onClick={() => void choose()}>
      填报表
    </Button>
  );
}
