import { useQuery } from '@tanstack/react-query';
import { Alert, Checkbox, Form, Radio, Spin } from 'antd';
import { useMemo, useState } from 'react';
import { sayError } from '../../../../api/errors.ts';
import { type Area, type AreaDetail, childrenQuery } from '../data.ts';
import { hectares, type MergePreview, previewMerge } from './data.ts';
import { Publish } from './Publish.tsx';
import { Uses } from './Uses.tsx';
import { useKept } from './useKept.ts';
import { Workbench } from './Workbench.tsx';

interface Said {
  note: string;
}

interface Props {
  area: AreaDetail;
  /** Leaves, to the page of an area. */
  onLeave: (id: string) => void;
}

/** 合并: neighbouring grids of one community become one of them. */
export function Merge({ area, onLeave }: Props) {
  const kept = `merge:${area.id}`;
  const [asked, setAsked] = useKept<string[]>(`${kept}:others`, []);
  const [wanted, setWanted] = useState(area.id);
  const [form] = Form.useForm<Said>();
  const siblings = useQuery(childrenQuery(area.parent_id ?? undefined));
  const offered = (siblings.data ?? []).filter((each) => each.kind === area.kind && each.id !== area.id);
  // What was kept from earlier may have ended since.
  const others = asked.filter((id) => offered.some((each) => each.id === id));
  const union = useQuery({
    queryKey: ['redraw', 'merge', area.id, ...others],
    enabled: others.length > 0,
    retry: false,
    gcTime: 0,
    queryFn: () => previewMerge(area.id, others),
  });
  const preview = others.length > 0 ? union.data : undefined;
  const shapes = useMemo(
    () => (preview ? [{ geometry: preview.geometry, look: 'keep' as const }] : []),
    [preview],
  );
  const chosen = [area.id, ...others];
  // The common ground has a colour of its own.
  const marked = preview ? '' : chosen.join();
  const marks = useMemo(() => marked.split(','), [marked]);
  const toggle = (id: string) => {
    if (!offered.some((each) => each.id === id)) return;
    setAsked(others.includes(id) ? others.filter((each) => each !== id) : [...others, id]);
  };
  const keep = chosen.includes(wanted) ? wanted : area.id;
  return (
    <Workbench
      area={area}
      wide
      title={`合并 ${area.name}`}
      shapes={shapes}
      chosen={marks}
      onGrid={toggle}
      onLeave={() => onLeave(area.id)}
    >
      <Choice area={area} offered={offered} others={others} onToggle={toggle} />
      {others.length > 0 && union.isError && <Alert type="error" showIcon title={sayError(union.error)} />}
      {others.length > 0 && union.isPending && <Spin />}
      {preview && (
        <>
          <section aria-label="合并后">
            <h3 className="hy-head">二、合并后</h3>
            <p>
              共 <strong>{hectares(preview.area_m2)}</strong>，保留哪个网格的名称和编码：
            </p>
            <Radio.Group
              className="hy-redraw-choice"
              value={keep}
              onChange={(event) => setWanted(event.target.value)}
              options={preview.grids.map(({ id, name, code }) => ({ value: id, label: `${name} ${code}` }))}
            />
          </section>
          <section aria-label="影响">
            <h3 className="hy-head">三、会影响到</h3>
            {preview.grids
              .filter(({ id }) => id !== keep)
              .map((grid) => (
                <div key={grid.id}>
                  <p>「{grid.name}」将停用：</p>
                  <Uses area={grid} uses={grid.uses} />
                </div>
              ))}
          </section>
          <section aria-label="发布">
            <h3 className="hy-head">四、发布</h3>
            <Publish<Said>
              form={form}
              kept={kept}
              initial={{}}
              question={questionOf(preview, keep)}
              body={({ note }) => bodyOf(preview, keep, note)}
              onStale={() => void union.refetch()}
              onDone={() => onLeave(keep)}
            />
          </section>
        </>
      )}
    </Workbench>
  );
}

interface ChoiceProps {
  area: AreaDetail;
  offered: Area[];
  others: string[];
  onToggle: (id: string) => void;
}

function Choice({ area, offered, others, onToggle }: ChoiceProps) {
  return (
    <section aria-label="选网格">
      <h3 className="hy-head">一、选相邻的网格</h3>
      <p className="hy-muted">在地图上点选，或在这里勾选。只能合并同一社区、连成一片的网格。</p>
      <div className="hy-redraw-choice">
        <Checkbox checked disabled>
          {area.name}
        </Checkbox>
        {offered.map(({ id, name }) => (
          <Checkbox key={id} checked={others.includes(id)} onChange={() => onToggle(id)}>
            {name}
          </Checkbox>
        ))}
      </div>
    </section>
  );
}

const endedOf = (preview: MergePreview, keep: string) => preview.grids.filter(({ id }) => id !== keep);

function questionOf(preview: MergePreview, keep: string): string {
  const ended = endedOf(preview, keep).map(({ name }) => `「${name}」`);
  const kept = preview.grids.find(({ id }) => id === keep);
  return `${ended.join('、')}将停用，地面并入「${kept?.name}」。停用的编码不再使用，旧事项保留原来的归属。`;
}

function bodyOf(preview: MergePreview, keep: string, note: string) {
  const kept = preview.grids.find(({ id }) => id === keep)!;
  return {
    note,
    based_on: preview.based_on,
    retire: endedOf(preview, keep).map(({ code }) => code),
    boundaries: [{ code: kept.code, geometry: preview.geometry }],
  };
}
