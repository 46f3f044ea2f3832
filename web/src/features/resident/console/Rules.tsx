import { useQuery } from '@tanstack/react-query';
import { Button, Form, Select } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { queryClient } from '../../../api/query.ts';
import { may, useMe } from '../../../api/session.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { UndoLink } from '../../../ui/console/UndoLink.tsx';
import { peopleChanged, RULE, useFields } from '../resident.ts';

type Known = Answer<'listResidentRules'>;
type Rule = Known['items'][number];

const setRule = (item: string, sources: readonly string[]) =>
  api.put(`/api/resident-rules/${item}`, { sources: [...sources] });

async function changed(): Promise<void> {
  await Promise.all([queryClient.invalidateQueries({ queryKey: ['source_rule'] }), peopleChanged()]);
}

/** The items on which a source holds by rule, so that nobody decides each of them; the city's command centre says which. */
export function Rules() {
  const { data: me } = useMe();
  const rules = useQuery({
    queryKey: ['source_rule', 'list'],
    queryFn: () => api.get<Known>('/api/resident-rules'),
  });
  const [open, setOpen] = useState<Rule | 'new'>();
  const sets = may(me, RULE);
  return (
    <section className="hy-panel">
      <h2>
        按规则采用
        {sets && (
          <span className="hy-panel-tool">
            <Button type="primary" onClick={() => setOpen('new')}>
              添加规则
            </Button>
          </span>
        )}
      </h2>
      <p className="hy-muted">
        列在这里的项，来源说法不一时不再逐条核对：排在前面的来源说了什么，就采用什么；工作人员修改过的，以修改为准。
        {!sets && '规则由市指挥中心设定。'}
      </p>
      <Answered query={rules}>
        {(known) => (
          <>
            {known.items.length === 0 && <p className="hy-muted">还没有规则：说法不一的，都要逐条核对。</p>}
            <ul className="hy-person-people">
              {known.items.map((rule) => (
                <Line key={rule.item} rule={rule} known={known} onChange={sets ? setOpen : undefined} />
              ))}
            </ul>
            {open && (
              <RuleForm
                known={known}
                rule={open === 'new' ? undefined : open}
                onClose={() => setOpen(undefined)}
              />
            )}
          </>
        )}
      </Answered>
    </section>
  );
}

interface LineProps {
  rule: Rule;
  known: Known;
  onChange: ((rule: Rule) => void) | undefined;
}

function Line({ rule, known, onChange }: LineProps) {
  const names = new Map(known.sources.map(({ code, name }) => [code, name]));
  return (
    <li>
      <b className="hy-rule-item">{rule.name}</b>
      <span className="hy-rule-order">{rule.sources.map((code) => names.get(code) ?? code).join(' › ')}</span>
      {onChange && (
        <span>
          <Button
            type="link"
            size="small"
            onClick={() => onChange(rule)}
            aria-label={`修改${rule.name}的规则`}
          >
            修改
          </Button>
          <UndoLink
            title={`取消“${rule.name}”的规则？`}
            description="以后说法不一时逐条核对；已经采用的不变。"
            okText="取消规则"
            done="已取消，以后逐条核对"
            send={() => setRule(rule.item, [])}
            after={changed}
          >
            取消规则
          </UndoLink>
        </span>
      )}
    </li>
  );
}

interface FormProps {
  known: Known;
  /** The rule to change; none for a new one. */
  rule: Rule | undefined;
  onClose: () => void;
}
interface Ruled {
  item: string;
  sources: string[];
}

function RuleForm({ known, rule, onClose }: FormProps) {
  const fields = useFields();
  const ruled = new Set(known.items.map(({ item }) => item));
  const send = async ({ item, sources }: Ruled) => {
    await setRule(rule?.item ?? item, sources);
    onClose();
    await changed();
  };
  return (
    <FormModal<Ruled>
      title={rule ? `“${rule.name}”以谁为准` : '添加规则'}
      submit="保存"
      {...(rule && { initial: { sources: rule.sources } })}
      onSubmit={send}
      onClose={onClose}
    >
      <p className="hy-muted">保存后，这一项正在等待核对的也按规则办理，全市适用。</p>
      {!rule && (
        <Form.Item name="item" label="哪一项" rules={[{ required: true, message: '请选择一项' }]}>
          <Select
            loading={fields.isPending}
            showSearch={{ optionFilterProp: 'label' }}
            options={(fields.data?.items ?? [])
              .filter(({ code }) => !ruled.has(code))
              .map(({ code, name }) => ({ value: code, label: name }))}
          />
        </Form.Item>
      )}
      <Form.Item
        name="sources"
        label="以谁为准"
        extra="按选的先后：先选的说过就采用它，没有说过再看下一个。"
        rules={[{ required: true, message: '请至少选择一个来源' }]}
      >
        <Select
          mode="multiple"
          showSearch={{ optionFilterProp: 'label' }}
          options={known.sources.map(({ code, name }) => ({ value: code, label: name }))}
        />
      </Form.Item>
    </FormModal>
  );
}
