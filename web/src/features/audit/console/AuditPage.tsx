import { PageTabs } from '../../../ui/console/PageTabs.tsx';
import { Watermark } from '../../../ui/Watermark.tsx';
import { AlertTab } from './AlertTab.tsx';
import { ChainTab } from './ChainTab.tsx';
import { EntryTab } from './EntryTab.tsx';
import { RulesTab } from './RulesTab.tsx';

/** 审计: who read and changed what, what is unusual in it, and whether the record is whole. */
export default function AuditPage() {
  return (
    <Watermark fill>
      <PageTabs
        tabs={[
          { key: 'entries', label: '记录', children: <EntryTab /> },
          { key: 'alerts', label: '异常查阅', children: <AlertTab /> },
          { key: 'rules', label: '预警规则', children: <RulesTab /> },
          { key: 'chain', label: '防篡改', children: <ChainTab /> },
        ]}
      />
    </Watermark>
  );
}
