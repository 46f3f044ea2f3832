import { useMemo, useState } from 'react';
import { type Graph, layOut, NODE } from './layout.ts';

/** The flow as boxes and arrows. The chosen state's ways in and out are lit and named; Tab and Enter choose too. */
export function FlowGraph({ graph }: { graph: Graph }) {
  const drawn = useMemo(() => layOut(graph), [graph]);
  const [chosen, setChosen] = useState(() => graph.nodes.find((node) => node.initial)?.id);
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const touches = (line: { from: string; to: string }) => line.from === chosen || line.to === chosen;
  const lines = [...drawn.lines].sort((a, b) => Number(touches(a)) - Number(touches(b)));
  const out = drawn.lines.filter((line) => line.from === chosen);
  const into = drawn.lines.filter((line) => line.to === chosen);
  const name = (id: string) => nodes.get(id)?.name ?? id;
  return (
    <section className="hy-card" aria-label="流程图">
      <div className="hy-scroll">
        <svg viewBox={`0 0 ${drawn.width} ${drawn.height + 24}`} className="hy-graph">
          <title>流程图：点选一个环节，看从哪里来、到哪里去</title>
          <defs>
            {['', '-lit'].map((kind) => (
              <marker
                key={kind}
                id={`arrow${kind}`}
                viewBox="0 0 8 8"
                refX="6"
                refY="4"
                markerWidth="7"
                markerHeight="7"
                orient="auto"
              >
                <path d="M0 0 L8 4 L0 8 z" className={`hy-graph-head${kind}`} />
              </marker>
            ))}
          </defs>
          {lines.map((line) => (
            <path
              key={`${line.from} ${line.to}`}
              d={line.path}
              className="hy-graph-line"
              data-lit={touches(line)}
              data-back={line.back}
              markerEnd={`url(#arrow${touches(line) ? '-lit' : ''})`}
            />
          ))}
          {drawn.nodes.map(({ id, x, y }) => {
            const node = nodes.get(id)!;
            return (
              // biome-ignore lint/a11y/useSemanticElements: there are no HTML buttons inside a drawing
              <g
                key={id}
                transform={`translate(${x} ${y})`}
                className="hy-graph-node"
                role="button"
                tabIndex={0}
                aria-pressed={id === chosen}
                aria-label={`${node.name}，${node.phase_name}`}
                data-end={node.terminal}
                onClick={() => setChosen(id)}
                onKeyDown={(event) => {
                  if (event.key !== 'Enter' && event.key !== ' ') return;
                  event.preventDefault();
                  setChosen(id);
                }}
              >
                <rect width={NODE.width} height={NODE.height} rx={node.terminal ? 22 : 6} />
                <text x={NODE.width / 2} y={19} textAnchor="middle">
                  {short(node.name)}
                </text>
                <text x={NODE.width / 2} y={35} textAnchor="middle" className="hy-graph-phase">
                  {node.initial ? `开始 · ${node.phase_name}` : node.phase_name}
                </text>
              </g>
            );
          })}
        </svg>
      </div>
      {chosen && (
        <dl className="hy-facts" aria-live="polite">
          <dt>{name(chosen)} 可到</dt>
          <dd>
            {out.map((line) => `${name(line.to)}（${line.names.join('、')}）`).join('；') || '没有，这是终点'}
          </dd>
          <dt>来自</dt>
          <dd>
            {into.map((line) => `${name(line.from)}（${line.names.join('、')}）`).join('；') || '新登记'}
          </dd>
        </dl>
      )}
    </section>
  );
}

const short = (name: string): string => (name.length > 9 ? `${name.slice(0, 8)}…` : name);
