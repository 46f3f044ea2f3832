import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { queryClient } from '../../api/query.ts';
import type { InboxRow, Page } from '../../api/types.ts';

/** How many messages are unread. Kept fresh by live messages, and every minute where those are missing. */
export function useUnread() {
  const { data } = useQuery({
    queryKey: ['inbox', 'list', 'unread'],
    queryFn: () => api.get<{ count: number }>('/api/messages/unread'),
    refetchInterval: 60_000,
  });
  return data?.count ?? 0;
}

/** The inbox, newest first, page by page. */
export function useInbox(enabled = true) {
  return useInfiniteQuery({
    queryKey: ['inbox', 'list', 'rows'],
    enabled,
    initialPageParam: '',
    queryFn: ({ pageParam }) => api.get<Page<InboxRow>>('/api/messages', { cursor: pageParam, limit: 30 }),
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

/** Marks one as read (or all, without an id); the sender's receipt is written by the server. */
export function useMarkRead() {
  return useMutation({
    mutationFn: (id?: string) => api.post(id ? `/api/messages/${id}/read` : '/api/messages/read-all'),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['inbox', 'list'] }),
  });
}

/** Where a message leads on an entry with such pages; undefined when it leads nowhere there. */
export function pathOf(
  { subject, subject_kind }: InboxRow,
  pages: Record<string, string>,
): string | undefined {
  const page = pages[subject_kind ?? ''];
  return subject && page ? `${page}/${subject}` : undefined;
}
