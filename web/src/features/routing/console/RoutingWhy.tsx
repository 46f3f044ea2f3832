import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import './routing.css';

type Reason = Answer<'readRouting'>['items'][number];

/** Why a matter came to whom it came: the rule, what it looked at, and which rules were passed over. Asked for when somebody wants to know. */
export function RoutingWhy({ id }: { id: string }) {
  const [open, setOpen] = useState(false);
  const reasons = useQuery({
    queryKey: ['matter', id, 'routing'],
    enabled: open,
    queryFn: () => api.get<Answer<'readRouting'>>(`/api/matters/${id}/routing`),
  });
  return (
    <section className="hy-panel" aria-label="为什么派到这里">
      <h2>
        为什么派到这里
        <span className="hy-panel-tool">
          <Button size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? '收起' : '看依据'}
          </Button>
        </span>
      </h2>
      {open && (
        <Answered query={reasons} rows={3}>
          {({ items }) =>
            items.length === 0 ? (
              <span className="hy-muted">这件事项没有按规则分派过（例如批量导入的历史事项）。</span>
            ) : (
              items.map((reason) => <ReasonCard key={reason.id} reason={reason} />)
            )
          }
        </Answered>
      )}
    </section>
  );
}

const BY: Record<string, string> = {
  matrix: '没有规则成立，按责任清单',
  centre: '规则和责任清单都没有指定，由指挥中心决定',
};
const CARRIED: Record<string, string> = {
  done: '已由系统直接派遣',
  overtaken: '系统派遣前已有人处理',
  refused: '系统没能派遣，由指挥中心处理',
};

function ReasonCard({ reason }: { reason: Reason }) {
  const { rule, units, level, priority_name, clocks, facts, skipped } = reason;
  return (
    <article className="hy-reason">
      <p className="hy-reason-head">
        <strong>{rule ? `规则「${rule.name}」` : BY[reason.by]}</strong>
        <span className="hy-muted">
          {reason.why === 'amended' ? '更正后重新判断' : '提出时判断'} <TimeAgo at={reason.at} />
          {reason.version > 0 && ` · 规则第 ${reason.version} 版`}
        </span>
      </p>
      <p>
        {units.length > 0
          ? units
              .map(({ role_name, name, person }) => `${role_name} ${name}${person ? `（${person}）` : ''}`)
              .join('；')
          : '没有建议的单位'}
      </p>
      <p className="hy-row">
        {level && <StateTag kind="handle">从 {level} 级开始</StateTag>}
        {priority_name && <StateTag kind="overdue">{priority_name}</StateTag>}
        {clocks.length > 0 && <StateTag kind="paused">时限另定</StateTag>}
        {reason.auto && <StateTag kind="done">{CARRIED[reason.carried ?? ''] ?? '等待系统派遣'}</StateTag>}
      </p>
      <dl className="hy-reason-facts">
        {facts.map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {skipped.length > 0 && (
        <ul className="hy-reason-skipped" aria-label="跳过的规则">
          {skipped.map((each) => (
            <li key={each.rule}>
              跳过规则 {each.rule}：{each.words}
            </li>
          ))}
        </ul>
      )}
      <p className="hy-muted">
        {reason.computed_again
          ? '用当时的规则和事实重新计算，结果相同。'
          : '用当时的规则重新计算已不相同：单位或责任清单后来变了。'}
      </p>
    </article>
  );
}
