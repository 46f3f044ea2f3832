import { ActionSheet, Button, Dialog, Popup, Toast } from 'antd-mobile';
import { useState } from 'react';
import { sayError } from '../../api/errors.ts';
import type { Ability } from '../../api/types.ts';
import type { Values } from '../form/fields.ts';
import { type PhoneControls, SchemaForm } from './SchemaForm.tsx';
import './actions.css';

interface Props {
  abilities: Ability[];
  /** Performs it; throws what the server refused. Answers what to tell when it waits for signal. */
  onAct: (ability: Ability, answers: Values, unsent: File[]) => Promise<string | undefined>;
  /** Keeps drafts of the forms apart, e.g. the matter's id. */
  subject: string;
  controls?: PhoneControls;
}

/** As many buttons as a thumb finds; the rest is behind 更多. */
const most = 3;

/** What is meant to happen next comes first; what cannot be done now comes last. */
const next = 'sign accept register dispatch feedback verify rate close return urge supplement'.split(' ');
const rank = ({ action, enabled }: Ability) => {
  const at = next.indexOf(action);
  return (enabled ? 0 : 100) + (at < 0 ? next.length : at);
};

/** The same as the console's, for a thumb: a bar at the foot, forms in a sheet. A press on a disabled one says why. */
export function ActionBar({ abilities, onAct, subject, controls }: Props) {
  const [open, setOpen] = useState<Ability>();
  const [busy, setBusy] = useState('');
  const act = async (ability: Ability, answers: Values, unsent: File[] = []) => {
    const kept = await onAct(ability, answers, unsent);
    Toast.show(
      kept ? { content: kept, duration: 3000 } : { icon: 'success', content: `${ability.name}成功` },
    );
    setOpen(undefined);
  };
  const actNow = async (ability: Ability) => {
    if (ability.confirm && !(await Dialog.confirm({ content: ability.confirm, confirmText: ability.name })))
      return;
    setBusy(ability.action);
    await act(ability, {}).catch((error: unknown) =>
      Toast.show({ content: sayError(error), duration: 4000 }),
    );
    setBusy('');
  };
  const press = (ability: Ability) => {
    if (!ability.enabled) Toast.show({ content: ability.reason, duration: 3000 });
    else if (ability.form.length > 0) setOpen(ability);
    else void actNow(ability);
  };
  const sorted = abilities.toSorted((one, other) => rank(one) - rank(other));
  const first = sorted.find((ability) => ability.enabled && !ability.confirm);
  const shown = sorted.length > most + 1 ? sorted.slice(0, most) : sorted;
  const rest = sorted.slice(shown.length);
  const showRest = () => {
    const sheet = ActionSheet.show({
      cancelText: '取消',
      closeOnAction: true,
      actions: rest.map((ability) => ({
        key: ability.action,
        text: ability.name,
        description: ability.enabled ? undefined : ability.reason,
        onClick: () => {
          sheet.close();
          press(ability);
        },
      })),
    });
  };
  if (abilities.length === 0) return null;
  return (
    <div className="hy-foot hy-actions">
      {shown.map((ability) => (
        <Button
          key={ability.action}
          className={ability.enabled ? '' : 'hy-action-later'}
          aria-disabled={!ability.enabled}
          color={ability === first ? 'primary' : 'default'}
          loading={busy === ability.action}
          onClick={() => press(ability)}
        >
          {ability.name}
        </Button>
      ))}
      {rest.length > 0 && <Button onClick={showRest}>更多</Button>}
      <Popup
        visible={Boolean(open)}
        onMaskClick={() => setOpen(undefined)}
        onClose={() => setOpen(undefined)}
        showCloseButton
        bodyStyle={{ maxHeight: '85dvh', overflowY: 'auto', borderRadius: '12px 12px 0 0' }}
      >
        {open && (
          <>
            <h2 className="hy-sheet-title">{open.name}</h2>
            {open.confirm && <p className="hy-sheet-ask">{open.confirm}</p>}
            <SchemaForm
              fields={open.form}
              submit={open.name}
              danger={Boolean(open.confirm)}
              draftKey={`${subject}:${open.action}`}
              controls={controls}
              onSubmit={(answers, unsent) => act(open, answers, unsent)}
            />
          </>
        )}
      </Popup>
    </div>
  );
}
