import { PageTabs } from '../../../ui/console/PageTabs.tsx';
import { Alarms } from '../../routing/console/Alarms.tsx';
import { Categories } from '../../workflow/console/Categories.tsx';
import { Flows } from '../../workflow/console/Flows.tsx';
import { Documents } from './Documents.tsx';
import '../../workflow/console/config.css';

/** 配置: what is in force and its drafts, flows and categories to be read, rules that could not be followed. */
export default function ConfigPage() {
  return (
    <PageTabs
      tabs={[
        { key: 'documents', label: '全部配置', children: <Documents /> },
        { key: 'flows', label: '流程说明', children: <Flows /> },
        { key: 'categories', label: '类别与时限', children: <Categories /> },
        { key: 'alarms', label: '规则报警', children: <Alarms /> },
      ]}
    />
  );
}
