import { App, Button, Modal, Space, Tooltip } from 'antd';
import { type ReactNode, useState } from 'react';
import { sayError } from '../../api/errors.ts';
import type { Ability } from '../../api/types.ts';
import type { Values } from '../form/fields.ts';
import { type Controls, SchemaForm } from './SchemaForm.tsx';

interface Props {
  abilities: Ability[];
  /** Performs it; throws what the server refused. Called once per press. */
  onAct: (action: string, answers: Values) => Promise<void>;
  /** Keeps drafts of the forms apart, e.g. the matter's id. */
  subject: string;
  controls?: Controls;
  /** What a form begins with. */
  initial?: (action: string) => Values;
  /** Shown above an open form, e.g. what others changed meanwhile. */
  note?: ReactNode;
  onOpen?: (action: string) => void;
}

/** Kinds of fields that need room beside each other. */
const wide = new Set(['units', 'point']);

/**
 * The buttons, drawn from what the server says one may do: absent when not sent, disabled with the reason when not now.
 * One with a form opens it; one with `confirm` asks once; the first that is possible is the primary one.
 */
export function ActionBar(props: Props) {
  const { abilities, onAct, subject, controls, initial, note, onOpen } = props;
  const { message, modal } = App.useApp();
  const [open, setOpen] = useState<Ability>();
  const [busy, setBusy] = useState('');
  const act = async (ability: Ability, answers: Values) => {
    await onAct(ability.action, answers);
    message.success(`${ability.name}成功`);
    setOpen(undefined);
  };
  const actNow = async (ability: Ability) => {
    setBusy(ability.action);
    await act(ability, {}).catch((error: unknown) => message.error(sayError(error)));
    setBusy('');
  };
  const press = (ability: Ability) => {
    if (ability.form.length > 0) {
      onOpen?.(ability.action);
      setOpen(ability);
    } else if (ability.confirm)
      modal.confirm({
        title: ability.confirm,
        okText: ability.name,
        okButtonProps: { danger: true },
        onOk: () => actNow(ability),
      });
    else void actNow(ability);
  };
  const first = abilities.find((ability) => ability.enabled && !ability.confirm);
  return (
    <>
      <Space wrap>
        {abilities.map((ability) => (
          <Tooltip key={ability.action} title={ability.enabled ? '' : ability.reason}>
            <Button
              type={ability === first ? 'primary' : 'default'}
              danger={Boolean(ability.confirm)}
              disabled={!ability.enabled}
              loading={busy === ability.action}
              onClick={() => press(ability)}
            >
              {ability.name}
            </Button>
          </Tooltip>
        ))}
      </Space>
      <Modal
        open={Boolean(open)}
        title={open?.name}
        footer={null}
        width={open?.form.some((field) => wide.has(field.kind)) ? 760 : 560}
        onCancel={() => setOpen(undefined)}
        destroyOnHidden
      >
        {open && note}
        {open?.confirm && <p>{open.confirm}</p>}
        {open && (
          <SchemaForm
            fields={open.form}
            submit={open.name}
            danger={Boolean(open.confirm)}
            draftKey={`${subject}:${open.action}`}
            controls={controls}
            initial={initial?.(open.action)}
            onCancel={() => setOpen(undefined)}
            onSubmit={(answers) => act(open, answers)}
          />
        )}
      </Modal>
    </>
  );
}
