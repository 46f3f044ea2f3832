import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './client.ts';

/**
 * The one cache of what the server said. Keys begin with the noun and the id or `list`: `['matter', id, …]`,
 * `['matter', 'list', filters]`; live messages find what to ask again by that (see live.ts).
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (count, error) => count < 2 && error instanceof ApiError && error.passing,
      networkMode: 'always',
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});
