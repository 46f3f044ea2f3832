import { useQuery } from '@tanstack/react-query';
import { CheckList, Popup, SearchBar } from 'antd-mobile';
import { useState } from 'react';
import { api } from '../../../../api/client.ts';
import type { Answer } from '../../../../api/types.ts';
import { Fault } from '../../../../ui/portal/Fault.tsx';
import { useSettled } from '../catalog.ts';

export interface Community {
  code: string;
  name: string;
}

type AreaPage = Answer<'listAreas'>;

/** The communities of the whole city, or those whose name holds what is typed. */
function useCommunities(typed: string, enabled: boolean) {
  const q = useSettled(typed.trim(), 250);
  return useQuery({
    queryKey: ['area', 'communities', q],
    enabled,
    staleTime: 10 * 60_000,
    queryFn: ({ signal }) =>
      api.get<AreaPage>('/api/areas', { level: 'community', q: q || undefined, limit: 100 }, { signal }),
  });
}

interface Props {
  value: Community | undefined;
  onChange: (value: Community) => void;
  ask?: string;
}

/** Chooses a community from a sheet, for who cannot say the place any better. */
export function AreaPicker({ value, onChange, ask = '说不清位置？选择所在社区' }: Props) {
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const found = useCommunities(typed, open);
  const items = found.data?.items ?? [];
  const choose = (code: string) => {
    const area = items.find((one) => one.code === code);
    if (area) onChange({ code, name: area.name });
    setOpen(false);
  };
  return (
    <>
      <button
        type="button"
        className="hy-picked hy-area-pick"
        data-empty={!value}
        onClick={() => setOpen(true)}
      >
        {value ? `${value.name}（点此更换）` : ask}
      </button>
      <Popup
        visible={open}
        onMaskClick={() => setOpen(false)}
        onClose={() => setOpen(false)}
        bodyStyle={{ height: '75dvh', display: 'flex', flexDirection: 'column' }}
      >
        <div style={{ padding: 12 }}>
          <SearchBar placeholder="查找社区名称" value={typed} onChange={setTyped} />
        </div>
        <div style={{ flex: 1, overflowY: 'auto' }}>
          {found.isError && <Fault error={found.error} onRetry={() => void found.refetch()} />}
          {found.isSuccess && items.length === 0 && <div className="hy-empty">没有找到这个社区。</div>}
          <CheckList value={value ? [value.code] : []} onChange={([code]) => choose(String(code))}>
            {items.map((area) => (
              <CheckList.Item
                key={area.code}
                value={area.code}
                description={area.full_name.split(' / ').slice(1, -1).join(' · ')}
              >
                {area.name}
              </CheckList.Item>
            ))}
          </CheckList>
        </div>
      </Popup>
    </>
  );
}
