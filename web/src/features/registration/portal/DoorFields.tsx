import { Cascader, Skeleton, TextArea } from 'antd-mobile';
import { useState } from 'react';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { doorName, doorsOf, type Place, usePlace } from '../registration.ts';
import { Asked, Field, Words } from './Field.tsx';

export interface Door {
  /** Chosen where the code named a whole grid. */
  building?: string;
  house?: string;
  /** Written where the door is in no list. */
  address?: string;
  unlisted?: boolean;
}

interface Props {
  place: Place;
  value: Door;
  onChange: (part: Door) => void;
  faults: Record<string, string>;
}

/** The building (where the code is a grid's), then unit, floor and room out of lists; or the address in words. */
export function DoorFields({ place, value, onChange, faults }: Props) {
  const { building, unlisted } = value;
  const inside = usePlace({ building }, place.building === null && !unlisted);
  const houses = (place.building ? place.houses : inside.data?.houses) ?? [];
  const fault = faults.house ?? faults.address;
  if (unlisted || (place.building !== null && houses.length === 0))
    return (
      <Field label="详细地址" required fault={fault}>
        {(id) => (
          <>
            <TextArea
              id={id}
              value={value.address ?? ''}
              onChange={(address) => onChange({ address })}
              maxLength={200}
              autoSize={{ minRows: 2 }}
              placeholder="如：听涛路 86 号 2 栋 1 单元 302 室"
            />
            {unlisted && (
              <Turn onClick={() => onChange({ unlisted: false, address: '' })}>从列表里选房屋</Turn>
            )}
          </>
        )}
      </Field>
    );
  return (
    <>
      {place.building === null && (
        <Field label="楼栋" required fault={building ? undefined : fault}>
          {(id) => (
            <Words
              id={id}
              label="楼栋"
              options={place.buildings.map((each) => ({ value: each.id, label: each.name }))}
              value={building}
              onChange={(chosen) => onChange({ building: chosen, house: '' })}
            />
          )}
        </Field>
      )}
      {inside.isLoading && <Skeleton.Paragraph animated lineCount={1} />}
      {inside.isError && <Fault error={inside.error} onRetry={() => void inside.refetch()} />}
      {(place.building !== null || building) && houses.length > 0 && (
        <Field label="房屋" required fault={fault}>
          {(id) => (
            <Rooms id={id} houses={houses} value={value.house} onChange={(house) => onChange({ house })} />
          )}
        </Field>
      )}
      <Unlisted
        fault={building && !inside.isLoading && houses.length === 0 ? fault : undefined}
        onClick={() => onChange({ unlisted: true, house: '' })}
      />
    </>
  );
}

const Turn = ({ onClick, children }: { onClick: () => void; children: string }) => (
  <button type="button" className="hy-reg-turn" onClick={onClick}>
    {children}
  </button>
);

/** The way out where the door is in no list; it speaks for the rooms too where they could not be read. */
const Unlisted = ({ fault, onClick }: { fault: string | undefined; onClick: () => void }) => (
  <Asked fault={fault}>
    <Turn onClick={onClick}>列表里没有我家，写地址</Turn>
  </Asked>
);

interface RoomsProps {
  id: string;
  houses: Place['houses'];
  value: string | undefined;
  onChange: (house: string) => void;
}

function Rooms({ id, houses, value, onChange }: RoomsProps) {
  const [open, setOpen] = useState(false);
  const chosen = houses.find((each) => each.id === value);
  return (
    <>
      <button
        type="button"
        id={id}
        className="hy-picked"
        data-empty={!chosen}
        aria-label="房屋"
        onClick={() => setOpen(true)}
      >
        {chosen ? doorName(chosen) : '选择单元、楼层、房号'}
      </button>
      <Cascader
        title="选择房屋"
        options={doorsOf(houses)}
        visible={open}
        onClose={() => setOpen(false)}
        onConfirm={(path) => {
          const last = String(path.at(-1) ?? '');
          if (houses.some((each) => each.id === last)) onChange(last);
        }}
      />
    </>
  );
}
