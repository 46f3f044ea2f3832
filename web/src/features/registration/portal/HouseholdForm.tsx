import { Button } from 'antd-mobile';
import { useEffect, useState } from 'react';
import { api } from '../../../api/client.ts';
import { useDraft } from '../../../ui/form/draft.ts';
import { missingOf, type Place, RELATIONS, type Scanned } from '../registration.ts';
import { type Door, DoorFields } from './DoorFields.tsx';
import { Field, Words } from './Field.tsx';
import { type Member, MemberCard } from './MemberCard.tsx';
import { Rest } from './Rest.tsx';
import { useSending } from './useSending.ts';

/** As many as the server takes of one household. */
const MOST = 12;
/** Beside those of the members. */
const FIELDS = new Set(['house', 'address', 'relation']);

interface Filled extends Door {
  relation?: string;
  members: Member[];
}

const empty = (): Filled => ({ members: [{ self: true, values: {} }] });

/** What is sent: only what was filled in. Pure. */
function requestOf({ building, house, address, relation, members }: Filled, scanned: Scanned) {
  return {
    ...(building ? { building } : scanned),
    ...(house ? { house } : { address: address?.trim() ?? '' }),
    relation,
    members: members.map(({ self, values }) => ({
      self,
      values: Object.fromEntries(
        Object.entries(values).flatMap(([code, value]) => (value.trim() ? [[code, value.trim()]] : [])),
      ),
    })),
  };
}

interface Props {
  place: Place;
  scanned: Scanned;
  onSent: () => void;
}

/** Which door, and everybody behind it; what is typed stays in this browser until it is sent. */
export function HouseholdForm({ place, scanned, onSent }: Props) {
  const draft = useDraft(`register:${scanned.building ?? scanned.grid}`);
  const [said, setSaid] = useState<Filled>(() => ({ ...empty(), ...draft.initial }));
  const { busy, faults, setFaults, refuse, send } = useSending();
  // biome-ignore lint/correctness/useExhaustiveDependencies: kept whenever something was said
  useEffect(() => draft.keep(said), [said]);
  const change = (part: Partial<Filled>) => setSaid((now) => ({ ...now, ...part }));
  const changeMember = (at: number, part: Partial<Member>) =>
    setSaid((now) => ({
      ...now,
      members: now.members.map((each, i) => {
        if (i === at) return { ...each, ...part };
        return part.self ? { ...each, self: false } : each;
      }),
    }));
  const register = async () => {
    await api.post('/api/registrations', { client_id: draft.client_id, ...requestOf(said, scanned) });
    draft.drop();
    onSent();
  };
  const sendWhole = () => {
    const missing = missingOf(said, place.items);
    if (Object.keys(missing).length > 0) return refuse(missing);
    void send(register);
  };
  return (
    <>
      <section className="hy-card">
        <h2>住在哪里</h2>
        <DoorFields place={place} value={said} onChange={change} faults={faults} />
        <Field label="与房屋的关系" required fault={faults.relation}>
          {(id) => (
            <Words
              id={id}
              label="与房屋的关系"
              options={RELATIONS}
              value={said.relation}
              onChange={(relation) => change({ relation })}
            />
          )}
        </Field>
      </section>
      {said.members.map((member, at) => (
        <MemberCard
          // biome-ignore lint/suspicious/noArrayIndexKey: faults name members by their place too
          key={at}
          at={at}
          items={place.items}
          member={member}
          faults={faults}
          onChange={(part) => changeMember(at, part)}
          onRemove={
            said.members.length > 1
              ? () => {
                  setFaults({});
                  change({ members: said.members.filter((_, i) => i !== at) });
                }
              : undefined
          }
        />
      ))}
      {said.members.length < MOST && (
        <Button
          block
          size="large"
          onClick={() => change({ members: [...said.members, { self: false, values: {} }] })}
        >
          再加一位家人
        </Button>
      )}
      <Rest faults={faults} stands={(path) => FIELDS.has(path) || /^members\.\d/.test(path)} />
      <p className="hy-reg-note">
        只用于社区登记和服务，加密保存。网格员核对后登记；核对前您可以撤回，登记后可以更正，谁查看过您都能看到。
      </p>
      <Button block color="primary" size="large" loading={busy} onClick={sendWhole}>
        提交
      </Button>
    </>
  );
}
