import { PageTabs } from '../../../ui/console/PageTabs.tsx';
import { Watermark } from '../../../ui/Watermark.tsx';
import { ErasuresAsked } from './ErasuresAsked.tsx';
import { ErasuresDone } from './ErasuresDone.tsx';
import { ErasuresDue } from './ErasuresDue.tsx';
import '../resident.css';

/** Records to be erased: those somebody asked for, those whose time has come; and the proofs of what was. */
export default function ErasuresPage() {
  return (
    <Watermark>
      <PageTabs
        tabs={[
          { key: 'asked', label: '删除申请', children: <ErasuresAsked /> },
          { key: 'due', label: '到期应删', children: <ErasuresDue /> },
          { key: 'done', label: '删除证明', children: <ErasuresDone /> },
        ]}
      />
    </Watermark>
  );
}
