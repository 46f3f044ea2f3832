import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Segmented, Select } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import {
  type Chosen,
  changeForm,
  type Form,
  KINDS,
  keepPeople,
  keptPeople,
  keyOf,
  type PreviewCell,
  useForm,
  useFormItems,
} from './data.ts';
import { FillPanel, Fills } from './FillPanel.tsx';
import { FormSheet, surenessOf } from './FormSheet.tsx';
import { MappingPanel } from './MappingPanel.tsx';
import { PeoplePick } from './PeoplePick.tsx';
import './form.css';

/** As many as a preview is filled with. */
const SHOWN = 10;

/** One form: how it looks and what its cells mean, for whom it is filled, how it looks then, and what was filled before. */
export default function FormPage() {
  const { id = '' } = useParams();
  const form = useForm(id);
  return (
    <div className="hy-stack">
      <div className="hy-row">
        <Link to="/forms">
          <Button tabIndex={-1}>返回</Button>
        </Link>
        {form.data && (
          <>
            <strong>{form.data.name}</strong>
            <span className="hy-muted">{KINDS[form.data.kind]}</span>
            {form.data.sheets.length > 1 && <SheetPick form={form.data} />}
          </>
        )}
      </div>
      <Answered
        query={form}
        missing={{
          title: '没有这张表格',
          hint: '可能已删除，或是别人上传的。',
          back: '回到智能报表',
          to: '/forms',
        }}
      >
        {(data) => <Work key={data.id} form={data} />}
      </Answered>
    </div>
  );
}

/** The sheet of the file that is filled; another one is recognised anew. */
function SheetPick({ form }: { form: Form }) {
  const { message } = App.useApp();
  const choose = (sheet: string) =>
    changeForm(form.id, { version: form.version, sheet }).catch((error: unknown) => {
      message.error(sayError(error));
    });
  return (
    <Select
      aria-label="工作表"
      value={form.sheet}
      options={form.sheets.map((name) => ({ value: name, label: `工作表：${name}` }))}
      onChange={(sheet) => void choose(sheet)}
      popupMatchSelectWidth={false}
    />
  );
}

function Work({ form }: { form: Form }) {
  const [people, setPeople] = useState<Chosen[]>(() => keptPeople(form.id));
  const [active, setActive] = useState('');
  const [filled, setFilled] = useState(false);
  const change = (next: Chosen[]) => {
    setPeople(next);
    keepPeople(form.id, next);
  };
  return (
    <div className="hy-form">
      <div className="hy-form-sheet">
        <div className="hy-row">
          <Segmented
            value={filled ? 'filled' : 'blank'}
            onChange={(value) => setFilled(value === 'filled')}
            options={[
              { value: 'blank', label: '空白表' },
              { value: 'filled', label: '填好的样子', disabled: people.length === 0 },
            ]}
          />
          {!filled && <Summary form={form} />}
        </div>
        {filled ? (
          <FilledSheet form={form} people={people} />
        ) : (
          <BlankSheet form={form} active={active} onActive={setActive} />
        )}
      </div>
      <div className="hy-form-side">
        <section className="hy-card" aria-label="选人">
          <h2 className="hy-head">为谁填</h2>
          <PeoplePick chosen={people} onChange={change} />
        </section>
        <section className="hy-card" aria-label="填写">
          <h2 className="hy-head">填写并下载</h2>
          <FillPanel form={form} people={people} />
        </section>
        <section className="hy-card" aria-label="对应">
          <h2 className="hy-head">空格填什么</h2>
          <MappingPanel form={form} active={active} onActive={setActive} />
        </section>
        <section className="hy-card" aria-label="填写记录">
          <h2 className="hy-head">填写记录</h2>
          <Fills form={form.id} />
        </section>
      </div>
    </div>
  );
}

function Summary({ form }: { form: Form }) {
  const count = (kind: string) => form.targets.filter((target) => surenessOf(target) === kind).length;
  const parts = [
    `认出 ${form.known} 处`,
    ...(count('unsure') > 0 ? [`${count('unsure')} 处请核对`] : []),
    ...(count('none') > 0 ? [`${count('none')} 处不填`] : []),
    ...(form.remembered ? ['沿用了以前的对应'] : []),
  ];
  return <span className="hy-muted">{parts.join(' · ')}。点空格可改。</span>;
}

interface BlankProps {
  form: Form;
  active: string;
  onActive: (key: string) => void;
}

function BlankSheet({ form, active, onActive }: BlankProps) {
  const items = useFormItems();
  const names = new Map(items.data?.items.map(({ code, name }) => [code, name]));
  const choose = (cell: PreviewCell) => {
    const target = form.targets.find(({ ref }) => ref === cell.ref);
    onActive(target ? keyOf(target) : keyOf(cell));
  };
  return (
    <FormSheet
      label="空白表"
      preview={form.preview}
      targets={form.targets}
      names={names}
      active={active}
      onChoose={choose}
    />
  );
}

function FilledSheet({ form, people }: { form: Form; people: readonly Chosen[] }) {
  const ids = people.slice(0, form.kind === 'list' ? SHOWN : 1).map(({ id }) => id);
  const preview = useQuery({
    queryKey: ['form', form.id, 'preview', form.version, ids],
    queryFn: () => api.post<Answer<'previewForm'>>(`/api/forms/${form.id}/preview`, { people: ids }),
  });
  return (
    <Answered query={preview} rows={10}>
      {(answer) => (
        <>
          <Alert
            type="info"
            showIcon
            title={`${form.kind === 'list' && people.length > SHOWN ? `只预览前 ${SHOWN} 人，` : ''}预览里的身份证号、电话等已遮盖；缺 ${answer.gaps} 处，标黄并写“缺”。`}
          />
          <FormSheet
            label="填好的样子"
            preview={answer.preview}
            lines={
              form.first === undefined
                ? undefined
                : { first: form.first, last: form.first + answer.people - 1 }
            }
          />
        </>
      )}
    </Answered>
  );
}
