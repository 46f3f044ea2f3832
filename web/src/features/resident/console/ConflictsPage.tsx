import { may, useMe } from '../../../api/session.ts';
import { PageTabs } from '../../../ui/console/PageTabs.tsx';
import { Watermark } from '../../../ui/Watermark.tsx';
import { DECIDE, EDIT, RULE } from '../resident.ts';
import { Differences } from './Differences.tsx';
import { Doubles } from './Doubles.tsx';
import { Registrations } from './Registrations.tsx';
import { Rules } from './Rules.tsx';
import '../../matter/story.css';
import '../../matter/console/matter.css';
import '../resident.css';

const TABS = [
  { key: 'items', label: '说法不一', by: [DECIDE], children: <Differences /> },
  { key: 'doubles', label: '疑似同一人', by: [DECIDE], children: <Doubles /> },
  { key: 'registrations', label: '居民自报', by: [EDIT], children: <Registrations /> },
  { key: 'rules', label: '规则', by: [DECIDE, RULE], children: <Rules /> },
];

/** What waits for somebody: values that differ, records that may be one person, what residents said of themselves; and the rules that decide. */
export default function ConflictsPage() {
  const { data: me } = useMe();
  const [first, ...others] = TABS.filter(({ by }) => may(me, ...by));
  return <Watermark>{first && <PageTabs tabs={[first, ...others]} />}</Watermark>;
}
