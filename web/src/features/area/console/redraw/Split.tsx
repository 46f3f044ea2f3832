import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Form, Input } from 'antd';
import { useMemo, useRef, useState } from 'react';
import { api } from '../../../../api/client.ts';
import { sayError } from '../../../../api/errors.ts';
import type { AreaDetail } from '../data.ts';
import { hectares, type Pair, previewSplit, type SplitPreview } from './data.ts';
import { Publish } from './Publish.tsx';
import { Uses } from './Uses.tsx';
import { useKept } from './useKept.ts';
import { Workbench } from './Workbench.tsx';

interface Said {
  name: string;
  code: string;
  note: string;
}

interface Props {
  area: AreaDetail;
  /** Leaves, to the page of an area. */
  onLeave: (id: string) => void;
}

/** 拆分: a line across the grid, two parts, one of which becomes a new grid. */
export function Split({ area, onLeave }: Props) {
  const kept = `split:${area.id}`;
  const [line, setLine] = useKept<Pair[]>(`${kept}:line`, none);
  const [restored, setRestored] = useState(line.length > 0);
  const [swapped, setSwapped] = useState(false);
  const [form] = Form.useForm<Said>();
  const here = useMemo(() => [area.id], [area.id]);
  const middle = useRef<() => Pair | null>(() => null);
  const cut = useMutation({ mutationFn: (drawn: Pair[]) => previewSplit(area.id, drawn) });
  const parts = useMemo(() => (cut.data ? ordered(cut.data, swapped) : undefined), [cut.data, swapped]);
  const draw = (points: Pair[]) => {
    cut.reset();
    setLine(points);
  };
  const anew = () => {
    setRestored(false);
    draw([]);
  };
  const add = (point: Pair | null) => point && draw([...line, point]);
  const done = async ({ code }: Said) => onLeave((await api.get<AreaDetail>(`/api/areas/${code}`)).id);
  return (
    <Workbench
      area={area}
      title={`拆分 ${area.name}`}
      shapes={parts ?? none}
      line={line}
      chosen={parts ? none : here}
      middle={middle}
      onTap={cut.data ? undefined : add}
      onLeave={() => onLeave(area.id)}
    >
      <section aria-label="划线">
        <h3 className="hy-head">一、划线</h3>
        <p className="hy-muted">
          {cut.data
            ? '两块已在地图上分色显示。线不合适可以改。'
            : '在网格一侧的外面点第一下，沿分界逐点点过去，最后点到另一侧的外面。用键盘时：方向键移动地图，再按“在中心加点”。'}
        </p>
        {restored && line.length > 0 && !cut.data && (
          <Alert
            type="info"
            showIcon
            title="已恢复上次的线"
            action={
              <Button size="small" onClick={anew}>
                重新划
              </Button>
            }
            style={{ marginBottom: 12 }}
          />
        )}
        {cut.data ? (
          <div className="hy-row">
            <Button onClick={() => cut.reset()}>改线</Button>
            <Button onClick={anew}>重画</Button>
          </div>
        ) : (
          <div className="hy-row">
            <Button onClick={() => add(middle.current())}>在中心加点</Button>
            <Button disabled={line.length === 0} onClick={() => draw(line.slice(0, -1))}>
              撤回一点
            </Button>
            <Button disabled={line.length === 0} onClick={anew}>
              重画
            </Button>
            <Button
              type="primary"
              disabled={line.length < 2}
              loading={cut.isPending}
              onClick={() => cut.mutate(line)}
            >
              完成划线
            </Button>
            <span className="hy-muted" role="status">
              已点 {line.length} 点
            </span>
          </div>
        )}
        {cut.isError && <Alert type="error" showIcon title={sayError(cut.error)} style={{ marginTop: 12 }} />}
      </section>
      {cut.data && parts && (
        <>
          <section aria-label="两块">
            <h3 className="hy-head">二、两块</h3>
            <ul className="hy-redraw-parts">
              <li>
                <i data-look="keep" />
                <span>
                  {area.name}
                  <span className="hy-muted">（保留名称和编码）</span>
                </span>
                <strong>{hectares(parts[0].area_m2)}</strong>
              </li>
              <li>
                <i data-look="new" />
                <span>新网格</span>
                <strong>{hectares(parts[1].area_m2)}</strong>
              </li>
            </ul>
            <Button size="small" onClick={() => setSwapped(!swapped)}>
              对调两块
            </Button>
          </section>
          <section aria-label="影响">
            <h3 className="hy-head">三、会影响到</h3>
            <Uses area={area} uses={cut.data.uses} />
          </section>
          <section aria-label="发布">
            <h3 className="hy-head">四、发布</h3>
            <Publish<Said>
              form={form}
              kept={kept}
              initial={{ code: cut.data.code ?? '' }}
              question={`「${area.name}」将按这条线分成两个网格。旧事项保留原来的归属。`}
              body={({ name, code, note }) => ({
                note,
                based_on: cut.data.based_on,
                create: [{ code, name, kind: area.kind }],
                boundaries: [
                  { code: area.code, geometry: parts[0].geometry },
                  { code, geometry: parts[1].geometry },
                ],
              })}
              onStale={() => cut.mutate(line)}
              onDone={(said) => void done(said)}
            >
              <Form.Item
                name="name"
                label="新网格名称"
                rules={[{ required: true, whitespace: true, message: '请填写新网格的名称' }]}
              >
                <Input maxLength={60} />
              </Form.Item>
              <Form.Item
                name="code"
                label="新网格编码"
                extra="社区 12 位代码加 3 位顺序号；已填下一个没有用过的。"
                rules={[{ required: true, message: '请填写新网格的编码' }]}
              >
                <Input maxLength={20} />
              </Form.Item>
            </Publish>
          </section>
        </>
      )}
    </Workbench>
  );
}

const none: never[] = [];

/** The part that stays, then the new one. */
function ordered({ parts }: SplitPreview, swapped: boolean) {
  const [keep, fresh] = swapped ? [parts[1]!, parts[0]!] : [parts[0]!, parts[1]!];
  return [
    { ...keep, look: 'keep' as const },
    { ...fresh, look: 'new' as const },
  ] as const;
}
