import { useQuery } from '@tanstack/react-query';
import { Alert, Card, Select } from 'antd';
import { useSearchParams } from 'react-router';
import { api } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { exactTime } from '../../../ui/TimeAgo.tsx';
import { FlowGraph } from './FlowGraph.tsx';
import { ActionTable, StateTable } from './FlowTables.tsx';

type Flow = Answer<'listWorkflows'>['items'][number];
type Detail = Answer<'getWorkflow'>;

export const useFlows = () =>
  useQuery({
    queryKey: ['workflow', 'list'],
    queryFn: () => api.get<Answer<'listWorkflows'>>('/api/workflows'),
  });

/** Flows at the left, the chosen one drawn at the right (`?flow=`, `?version=`). */
export function Flows() {
  const flows = useFlows();
  const [params, setParams] = useSearchParams();
  return (
    <Answered query={flows}>
      {({ items }) => {
        const chosen = params.get('flow') ?? items[0]?.code;
        const choose = (flow: string, version?: string) =>
          setParams(
            { ...(params.get('tab') && { tab: params.get('tab')! }), flow, ...(version ? { version } : {}) },
            { replace: true },
          );
        return (
          <div className="hy-flows">
            <nav aria-label="流程">
              {items.map((flow) => (
                <button
                  type="button"
                  key={flow.code}
                  className="hy-flow"
                  aria-current={flow.code === chosen}
                  onClick={() => choose(flow.code)}
                >
                  <strong>{flow.name}</strong>
                  <span className="hy-muted">
                    {flow.states} 个环节 · {flow.actions} 个动作 · 第 {flow.version} 版
                  </span>
                </button>
              ))}
            </nav>
            {chosen && (
              <FlowPage
                code={chosen}
                version={params.get('version')}
                onVersion={(version) => choose(chosen, version)}
              />
            )}
          </div>
        );
      }}
    </Answered>
  );
}

interface PageProps {
  code: string;
  version: string | null;
  onVersion: (version: string) => void;
}

function FlowPage({ code, version, onVersion }: PageProps) {
  const flow = useQuery({
    queryKey: ['workflow', code, version],
    queryFn: () => api.get<Detail>(`/api/workflows/${code}`, { version }),
  });
  return (
    <div className="hy-stack">
      <Answered query={flow}>
        {(detail) => (
          <>
            <div className="hy-row">
              <Select
                aria-label="版本"
                value={String(detail.version)}
                onChange={onVersion}
                style={{ minWidth: 240 }}
                options={detail.versions.map((each) => ({
                  value: String(each.version),
                  label: `第 ${each.version} 版 · ${exactTime(each.published_at)}`,
                }))}
              />
              <span className="hy-muted">
                已有事项按自己开始时的版本办理。要修改，到“全部配置”里写草稿、校验后发布。
              </span>
            </div>
            <Findings detail={detail} />
            <FlowGraph graph={detail.graph} key={`${detail.code}${detail.version}`} />
            {detail.types.map((type) => (
              <TypeCard key={type.code} type={type} />
            ))}
            <StateTable detail={detail} />
            <ActionTable detail={detail} />
          </>
        )}
      </Answered>
    </div>
  );
}

function Findings({ detail }: { detail: Detail }) {
  if (detail.findings.length === 0)
    return (
      <Alert type="success" showIcon title="检查通过：各环节都到得了、出得去、有人负责，时限都有兜底。" />
    );
  return (
    <Alert
      type="warning"
      showIcon
      title={`检查提示 ${detail.findings.length} 处`}
      description={
        <ul className="hy-plain">
          {detail.findings.map((each) => (
            <li key={`${each.path}${each.code}${each.message}`}>
              {each.message} <span className="hy-muted">{each.path}</span>
            </li>
          ))}
        </ul>
      }
    />
  );
}

function TypeCard({ type }: { type: Flow['types'][number] }) {
  return (
    <Card size="small" title={`事项类型：${type.name}`}>
      <p className="hy-muted">{type.description}</p>
      <div className="hy-row" style={{ gap: '4px 20px' }}>
        {type.limits.map(({ name, limit }) => (
          <span key={name}>
            {name} <strong>{limit}</strong>
          </span>
        ))}
        {type.rules.map(({ name, value }) => (
          <span key={name}>
            {name} <strong>{value}</strong>
          </span>
        ))}
      </div>
    </Card>
  );
}
