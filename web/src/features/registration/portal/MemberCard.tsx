import { Button, Switch } from 'antd-mobile';
import type { Asked } from '../registration.ts';
import { Field, ItemAnswer } from './Field.tsx';

export interface Member {
  self: boolean;
  values: Record<string, string>;
}

interface Props {
  at: number;
  items: readonly Asked[];
  member: Member;
  faults: Record<string, string>;
  onChange: (part: Partial<Member>) => void;
  onRemove: (() => void) | undefined;
}

/** One of the household: the items that are asked for, each with what the server said against it. */
export function MemberCard({ at, items, member, faults, onChange, onRemove }: Props) {
  const title = member.values.name?.trim() || `家庭成员 ${at + 1}`;
  return (
    <section className="hy-card hy-reg-member" aria-label={title}>
      <h2>
        {title}
        {onRemove && (
          <Button size="small" fill="none" color="danger" onClick={onRemove} aria-label={`删除${title}`}>
            删除
          </Button>
        )}
      </h2>
      <div className="hy-reg-self">
        <span>这是我本人</span>
        <Switch
          checked={member.self}
          onChange={(self) => onChange({ self })}
          aria-label={`${title}是我本人`}
        />
      </div>
      {items.map((item) => (
        <Field
          key={item.code}
          label={item.name}
          required={item.required}
          fault={faults[`members.${at}.values.${item.code}`]}
        >
          {(id) => (
            <ItemAnswer
              id={id}
              type={item.type}
              name={item.name}
              options={item.options.map(({ code, name }) => ({ value: code, label: name }))}
              value={member.values[item.code] ?? ''}
              onChange={(value) => onChange({ values: { ...member.values, [item.code]: value } })}
            />
          )}
        </Field>
      ))}
    </section>
  );
}
