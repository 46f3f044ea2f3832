import { useRef, useState } from 'react';
import { useParams } from 'react-router';
import { may, useMe } from '../../../api/session.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { PageTabs } from '../../../ui/console/PageTabs.tsx';
import { FlowGraph } from '../../workflow/console/FlowGraph.tsx';
import type { Graph } from '../../workflow/console/layout.ts';
import { Bar } from './Bar.tsx';
import { Compare } from './Compare.tsx';
import { type Document, useDocument, useJudged } from './data.ts';
import { Findings } from './Findings.tsx';
import { History } from './History.tsx';
import { goToLine, TextEditor } from './TextEditor.tsx';
import { TrialPanel } from './TrialPanel.tsx';
import { useEditing } from './useEditing.ts';
import '../../workflow/console/config.css';
import './document.css';

/** One document of the configuration: draft, judgement, trial, history. */
export default function DocumentPage() {
  const { kind = '', code = '' } = useParams();
  const document = useDocument(kind, code);
  // Begun anew only after publishing or giving up: what is written stays while others' news come in.
  const [round, setRound] = useState(0);
  return (
    <Answered query={document}>
      {(data) => (
        <Editor key={`${kind} ${code} ${round}`} document={data} onDone={() => setRound(round + 1)} />
      )}
    </Answered>
  );
}

function Editor({ document, onDone }: { document: Document; onDone: () => void }) {
  const { data: me } = useMe();
  const editing = useEditing(document);
  const judged = useJudged(document.kind, document.code, editing.text);
  const box = useRef<HTMLTextAreaElement>(null);
  const graph = judged.data?.graph as Graph | null | undefined;
  const findings = judged.data?.findings ?? [];
  const drawn = graph && <FlowGraph graph={graph} key={JSON.stringify(graph.nodes.map(({ id }) => id))} />;
  const write = (
    <div className="hy-config-write">
      <TextEditor
        value={editing.text}
        findings={findings}
        onChange={editing.write}
        box={box}
        label={`${document.name}的内容`}
      />
      <aside aria-label="校验">
        <Findings query={judged} onLine={(line) => goToLine(box.current, line)} />
      </aside>
      {drawn}
    </div>
  );
  return (
    <div className="hy-config-page">
      <Bar document={document} editing={editing} errors={judged.data?.errors} onDone={onDone} />
      <PageTabs
        tabs={[
          { key: 'draft', label: '草稿', children: write },
          {
            key: 'compare',
            label: '差异',
            children: (
              <Compare before={document.text} after={editing.text} names={['正在执行的', '现在的内容']} />
            ),
          },
          ...(document.trial && may(me, 'config:publish')
            ? [
                {
                  key: 'trial',
                  label: '试算',
                  children: (
                    <TrialPanel document={document} text={editing.text} errors={judged.data?.errors} />
                  ),
                },
              ]
            : []),
          { key: 'history', label: '历史', children: <History document={document} text={editing.text} /> },
        ]}
      />
    </div>
  );
}
