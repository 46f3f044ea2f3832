import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api, type Query } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';

export type Scheme = Answer<'listSchemes'>['items'][number];
export type Table = Answer<'indicatorTable'>;
export type Row = Table['rows'][number];
export type Value = Row['values'][number];
export type Indicator = Scheme['indicators'][number];
export type FactPage = Answer<'listFacts'>;

/** What a number is asked by: the table's question, the row's own place, unit or person, and what is counted. */
export interface Opened {
  measure: string;
  /** What the drawer is called. */
  title: string;
  query: Query;
}

export const useSchemes = () =>
  useQuery({
    queryKey: ['scheme', 'list'],
    staleTime: 300_000,
    queryFn: () => api.get<{ items: Scheme[] }>('/api/insight/schemes').then(({ items }) => items),
  });

export const useTable = (query: Query) =>
  useQuery({
    queryKey: ['insight', 'list', query],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get<Table>('/api/insight/table', query, { signal }),
  });

/** The matters behind a number, page by page. */
export const useFacts = (opened: Opened | null) =>
  useInfiniteQuery({
    queryKey: ['insight', 'list', 'facts', opened?.query, opened?.measure],
    enabled: opened !== null,
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      api.get<FactPage>(
        '/api/insight/facts',
        { ...opened!.query, measure: opened!.measure, cursor: pageParam, limit: 50 },
        { signal },
      ),
    getNextPageParam: ({ next }) => next,
  });

export const percent = (rate: number | null): string =>
  rate === null ? '—' : `${(rate * 100).toFixed(rate === 1 ? 0 : 1)}%`;

/** 处置数 ÷ 应处置数; weights are written where they are not 1. */
export const formula = ({ numerator, denominator }: Indicator): string => {
  const side = (terms: Indicator['numerator']) =>
    terms.map(({ name, weight }) => (weight === 1 ? name : `${weight}×${name}`)).join('＋');
  const over = side(numerator);
  return `${numerator.length > 1 ? `（${over}）` : over} ÷ ${side(denominator)}`;
};
