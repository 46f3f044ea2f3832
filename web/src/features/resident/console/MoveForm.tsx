import { App, Form, Radio } from 'antd';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { type Detail, deathAsked, LIVING, move, OUT } from '../resident.ts';
import { DayField } from './DayField.tsx';
import { type HouseChoice, HouseSelect } from './HouseSelect.tsx';

interface Moved {
  house?: HouseChoice;
  kind?: 'lives' | 'tenant' | 'owner';
  why?: (typeof OUT)[number]['key'];
  on?: string;
}

const WHY = OUT.map(({ key, text, description }) => ({ value: key, label: `${text}：${description}` }));

interface Props {
  /** With the version that was read, when one was: what others changed meanwhile is not overwritten. */
  person: Pick<Detail, 'id' | 'name' | 'state'> & { version?: number };
  way: 'in' | 'out';
  onClose: () => void;
}

/** Into another house, or out of the one that is lived in: what was before ends on that day and stays readable. */
export function MoveForm({ person, way, onClose }: Props) {
  const { modal } = App.useApp();
  const dead = person.state === 'dead';
  const send = async ({ house, kind, why, on }: Moved) => {
    const asked = { ...deathAsked(person.name, on), okText: '登记死亡', okButtonProps: { danger: true } };
    if (way === 'out' && why === 'dead' && !(await modal.confirm(asked))) return;
    const body = way === 'in' ? { house: house?.value, kind } : { house: null, why };
    await move(person.id, { ...(person.version && { version: person.version }), ...body, ...(on && { on }) });
    onClose();
  };
  return (
    <FormModal<Moved>
      title={dead ? `更正：${person.name}没有死亡，住在` : `${person.name}${way === 'in' ? '搬到' : '迁出'}`}
      submit={dead ? '更正并迁入' : way === 'in' ? '搬到这里' : '确认迁出'}
      initial={way === 'in' ? { kind: 'lives' } : { why: 'left' }}
      onSubmit={send}
      onClose={onClose}
    >
      {way === 'in' ? (
        <>
          <Form.Item name="house" label="房屋" rules={[{ required: true, message: '请选择房屋' }]}>
            <HouseSelect />
          </Form.Item>
          <Form.Item name="kind" label="关系">
            <Radio.Group options={LIVING} />
          </Form.Item>
        </>
      ) : (
        <Form.Item name="why" label="原因">
          <Radio.Group options={WHY} className="hy-person-choices" />
        </Form.Item>
      )}
      <DayField name="on" label="日期" />
    </FormModal>
  );
}
