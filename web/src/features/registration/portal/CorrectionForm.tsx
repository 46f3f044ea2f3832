import { Button, Popup, Skeleton, Toast } from 'antd-mobile';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { newId } from '../../../api/id.ts';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { useFields, useWords } from '../../resident/resident.ts';
import { type Own, registrationChanged } from '../registration.ts';
import { Field, ItemAnswer } from './Field.tsx';
import { Rest } from './Rest.tsx';
import { useSending } from './useSending.ts';

interface Props {
  line: Own['fields'][number];
  onClose: () => void;
}

/** Asks for one item of the own record to be put right; a worker checks it. */
export function CorrectionForm({ line, onClose }: Props) {
  const fields = useFields();
  const field = fields.data?.items.find(({ code }) => code === line.item);
  const dictionary = field?.dictionary ?? null;
  const words = useWords(dictionary, true);
  const [client_id] = useState(newId);
  const [typed, setTyped] = useState<string>();
  const { busy, faults, send } = useSending();
  const options = (words.data?.items ?? [])
    .filter(({ retired }) => !retired)
    .map(({ code, name }) => ({ value: code, label: name }));
  const now = options.find(({ label }) => label === line.value)?.value ?? (dictionary ? '' : line.value);
  const value = typed ?? now;
  const path = `values.${line.item}`;
  const ask = async () => {
    await api.post('/api/me/record/corrections', { client_id, values: { [line.item]: value.trim() } });
    await registrationChanged();
    Toast.show({ content: '已提交，网格员核对后更正' });
    onClose();
  };
  const asking = fields.isPending || (dictionary !== null && words.isPending);
  const failed = fields.error ?? words.error;
  return (
    <Popup visible onMaskClick={onClose} onClose={onClose} showCloseButton bodyClassName="hy-own-popup">
      <h2>更正{line.name}</h2>
      {asking && !failed && <Skeleton.Paragraph animated lineCount={2} />}
      {failed && (
        <Fault
          error={failed}
          onRetry={() => {
            void fields.refetch();
            void words.refetch();
          }}
        />
      )}
      {!asking && field && (
        <>
          <Field label={`正确的${line.name}`} required fault={faults[path]}>
            {(id) => (
              <ItemAnswer
                id={id}
                type={field.type}
                name={`正确的${line.name}`}
                options={options}
                value={value}
                onChange={setTyped}
              />
            )}
          </Field>
          <Rest faults={faults} stands={(each) => each === path} />
          <Button
            block
            color="primary"
            size="large"
            loading={busy}
            disabled={!value.trim() || value === now}
            onClick={() => void send(ask)}
          >
            提交更正
          </Button>
        </>
      )}
    </Popup>
  );
}
