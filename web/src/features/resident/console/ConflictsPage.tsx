import { may, useMe } from '../../../api/session.ts';
import { PageTabs } from '../../../ui/console/PageTabs.tsx';
import { Watermark } from '../../../ui/Watermark.tsx';
import { DECIDE, EDIT } from '../resident.ts';
import { Differences } from './Differences.tsx';
import { Doubles } from './Doubles.tsx';
import { Registrations } from './Registrations.tsx';
import '../../matter/story.css';
import '../../matter/console/matter.css';
import '../resident.css';

/** What waits for somebody: values that differ, records that may be one person, what residents said of themselves. */
export default function ConflictsPage() {
  const { data: me } = useMe();
  const differences = { key: 'items', label: '说法不一', children: <Differences /> };
  const doubles = { key: 'doubles', label: '疑似同一人', children: <Doubles /> };
  const registrations = { key: 'registrations', label: '居民自报', children: <Registrations /> };
  const [decides, edits] = [may(me, DECIDE), may(me, EDIT)];
  return (
    <Watermark>
      <PageTabs
        tabs={decides ? [differences, doubles, ...(edits ? [registrations] : [])] : [registrations]}
      />
    </Watermark>
  );
}
