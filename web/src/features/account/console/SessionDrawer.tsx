import { useMutation, useQuery } from '@tanstack/react-query';
import { Alert, Button, Drawer, Empty, Skeleton } from 'antd';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { queryClient } from '../../../api/query.ts';
import type { SessionRow } from '../../../api/types.ts';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import './sessions.css';

/** Where this account is signed in; each other place can be signed out. */
export function SessionDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const list = useQuery({
    queryKey: ['session', 'list'],
    queryFn: () => api.get<{ items: SessionRow[] }>('/api/sessions'),
    enabled: open,
  });
  const end = useMutation({
    mutationFn: (id: string) => api.delete(`/api/sessions/${id}`),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['session', 'list'] }),
  });
  const fault = list.error ?? end.error;
  return (
    <Drawer open={open} onClose={onClose} title="登录的设备" size={420}>
      {fault && (
        <Alert
          type="error"
          showIcon
          title={sayError(fault)}
          action={
            <Button size="small" onClick={() => void list.refetch()}>
              重试
            </Button>
          }
        />
      )}
      {list.isPending && <Skeleton active />}
      {list.data?.items.length === 0 && <Empty description="没有其他设备登录" />}
      {list.data?.items.map((row) => (
        <div key={row.id} className="hy-session">
          <span>
            <strong>{row.device || '未知设备'}</strong>
            <br />
            <span className="hy-muted">
              最近使用 <TimeAgo at={row.seen_at} />
            </span>
          </span>
          {row.current ? (
            <span className="hy-muted">本机</span>
          ) : (
            <Button size="small" danger onClick={() => end.mutate(row.id)}>
              退出
            </Button>
          )}
        </div>
      ))}
    </Drawer>
  );
}
