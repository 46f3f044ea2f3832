import { may, useMe } from '../../../api/session.ts';
import { PageTabs } from '../../../ui/console/PageTabs.tsx';
import { Fields } from './Fields.tsx';
import { Groups } from './Groups.tsx';
import { Lists } from './Lists.tsx';

const groupReaders = ['dictionary:groups', 'dictionary:edit', 'audit:read'];

/** Words that forms, sheets and lists use: codes of the standards, what is kept about whom, sensitive groups. */
export default function DictionaryPage() {
  const { data: me } = useMe();
  const groups = { key: 'groups', label: '敏感群体', children: <Groups /> };
  return (
    <PageTabs
      tabs={[
        { key: 'lists', label: '代码表', children: <Lists /> },
        { key: 'fields', label: '数据项', children: <Fields /> },
        ...(may(me, ...groupReaders) ? [groups] : []),
      ]}
    />
  );
}
