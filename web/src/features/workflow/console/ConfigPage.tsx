import { PageTabs } from '../../../ui/console/PageTabs.tsx';
import { Categories } from './Categories.tsx';
import { Flows } from './Flows.tsx';
import '../../../ui/console/admin.css';
import './config.css';

/** What is in force: flows and categories, to be read. They are changed by packs, which are judged before they are published. */
export default function ConfigPage() {
  return (
    <PageTabs
      tabs={[
        { key: 'flows', label: '事项类型与流程', children: <Flows /> },
        { key: 'categories', label: '类别与时限', children: <Categories /> },
      ]}
    />
  );
}
