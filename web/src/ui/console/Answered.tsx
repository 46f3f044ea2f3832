import { Alert, Button, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { sayError } from '../../api/errors.ts';

interface Props<T> {
  query: {
    isPending: boolean;
    isError: boolean;
    error: unknown;
    data: T | undefined;
    refetch: () => unknown;
  };
  /** Lines of the skeleton while nothing has come yet. */
  rows?: number;
  children: (data: T) => ReactNode;
}

/** What a question was answered with; a skeleton until then, the reason with 重试 when it was refused or went astray. */
export function Answered<T>({ query, rows = 6, children }: Props<T>) {
  if (query.isPending) return <Skeleton active title={false} paragraph={{ rows, width: '100%' }} />;
  return (
    <>
      {query.isError && (
        <Alert
          type="error"
          showIcon
          title={sayError(query.error)}
          action={
            <Button size="small" onClick={() => void query.refetch()}>
              重试
            </Button>
          }
        />
      )}
      {query.data !== undefined && children(query.data)}
    </>
  );
}
