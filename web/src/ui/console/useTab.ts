import { useSearchParams } from 'react-router';

/** Which tab of a page is open, kept in the URL; going to another drops the filters of the last. */
export function useTab(first: string): [string, (tab: string) => void] {
  const [params, setParams] = useSearchParams();
  return [params.get('tab') ?? first, (tab) => setParams(tab === first ? {} : { tab })];
}
