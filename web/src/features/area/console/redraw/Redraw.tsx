import { Button, Result } from 'antd';
import { Answered } from '../../../../ui/console/Answered.tsx';
import { useArea } from '../data.ts';
import { Merge } from './Merge.tsx';
import { Split } from './Split.tsx';

interface Props {
  id: string;
  kind: 'split' | 'merge';
  onLeave: (id: string) => void;
}

/** Splitting or merging one grid (`?area=…&redraw=split`). */
export function Redraw({ id, kind, onLeave }: Props) {
  const area = useArea(id);
  return (
    <Answered query={area}>
      {(data) => {
        if (data.level !== 'grid' || data.retired || !data.box)
          return (
            <Result
              status="info"
              title={`「${data.name}」不能拆分、合并`}
              subTitle="只有在用的、已有边界的网格可以。"
              extra={<Button onClick={() => onLeave(id)}>返回</Button>}
            />
          );
        const Page = kind === 'split' ? Split : Merge;
        return <Page key={`${id}${kind}`} area={data} onLeave={onLeave} />;
      }}
    </Answered>
  );
}
