import { Alert } from 'antd';
import { useState } from 'react';
import type { Ability, Point } from '../../../api/types.ts';
import { ActionBar } from '../../../ui/console/ActionBar.tsx';
import type { Controls } from '../../../ui/console/SchemaForm.tsx';
import type { Values } from '../../../ui/form/fields.ts';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { PositionField } from '../../whistle/PositionField.tsx';
import { ScoresField } from '../../whistle/ScoresField.tsx';
import { act, type Detail, useSteps } from '../matter.ts';
import { AreaField, CategoryField, ConditionField, PointField } from './AmendFields.tsx';
import { MatterContext } from './context.ts';
import { DispatchField } from './DispatchField.tsx';
import { turnsOf } from './turns.ts';

const controls: Controls = {
  units: DispatchField,
  category: CategoryField,
  condition: ConditionField,
  point: PointField,
  area: AreaField,
  position: PositionField,
  scores: ScoresField,
};

/** Steps off the main way; the buttons that bring a matter forward stand before them. */
const aside = new Set(
  'urge supplement amend suspend extend ask-extension ask-suspension refuse-request escalate hand-down merge void withdraw supervise transfer return reject rework'.split(
    ' ',
  ),
);
const forwardFirst = (abilities: Ability[]): Ability[] => [
  ...abilities.filter(({ action }) => action === 'approve-request'),
  ...abilities.filter(({ action }) => !aside.has(action) && action !== 'approve-request'),
  ...abilities.filter((ability) => aside.has(ability.action)),
];

/** What is there to be corrected. */
const asItIs = (matter: Detail): Values => ({
  category: matter.category ?? undefined,
  condition: matter.condition?.code,
  title: matter.title,
  priority: matter.priority,
  point: matter.point ?? undefined,
  address: matter.address,
});

/** A correction says only what is different. An address alone does not move the pin or the area. */
function corrections(matter: Detail, answers: Values): Values {
  const before = asItIs(matter);
  const changed = Object.fromEntries(
    Object.entries(answers).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])),
  );
  if (changed.address && !changed.point && !changed.area)
    return { ...changed, ...(matter.point ? { point: plain(matter.point) } : { area: matter.area.id }) };
  return changed;
}

const plain = ({ lng, lat }: Point): Point => ({ lng, lat });

/** What one may do now. A form that is open while others act keeps what was typed and says what they did. */
export function ActionsPanel({ matter }: { matter: Detail }) {
  const [since, setSince] = useState(0);
  const send = (action: string, answers: Values) =>
    act(matter, action, action === 'amend' ? corrections(matter, answers) : answers);
  return (
    <section className="hy-panel hy-actions">
      <h2>现在可以做</h2>
      {matter.abilities.length === 0 && <span className="hy-muted">当前没有需要您办理的操作。</span>}
      <MatterContext.Provider value={matter}>
        <ActionBar
          abilities={forwardFirst(matter.abilities)}
          subject={matter.id}
          controls={controls}
          initial={(action) => (action === 'amend' ? asItIs(matter) : {})}
          onOpen={() => setSince(Date.now())}
          note={<Meanwhile id={matter.id} key={since} />}
          onAct={send}
        />
      </MatterContext.Provider>
    </section>
  );
}

/** What happened to the matter after the form was opened. */
function Meanwhile({ id }: { id: string }) {
  const { data } = useSteps(id);
  const last = data && Math.max(0, ...data.items.map((step) => step.seq));
  // What was known when the form opened; the story may come a moment after it.
  const [known, setKnown] = useState(last);
  if (known === undefined && last !== undefined) setKnown(last);
  const news = turnsOf((data?.items ?? []).filter((step) => step.seq > (known ?? Number.POSITIVE_INFINITY)));
  if (news.length === 0) return null;
  return (
    <Alert
      type="warning"
      showIcon
      style={{ marginBottom: 12 }}
      title="您填写期间，这件事项有了变化。您填写的内容没有丢失，请看过后再提交。"
      description={news.map(({ main }) => (
        <div key={main.seq}>
          <TimeAgo at={main.at} /> {main.actor.name} {main.name}
          {main.form.map((entry) => `；${entry.label}：${entry.text}`).join('')}
        </div>
      ))}
    />
  );
}
