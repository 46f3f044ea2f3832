import { Alert, Button, Result, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { ApiError } from '../../api/client.ts';
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
  /** Of a page about one thing: what is said where the thing does not exist for the reader, and the way back. */
  missing?: { title: string; hint?: string; back: string; to: string };
  children: (data: T) => ReactNode;
}

/** What a question was answered with; a skeleton until then, the reason with 重试 when it was refused or went astray. */
export function Answered<T>({ query, rows = 6, missing, children }: Props<T>) {
  if (query.isPending) return <Skeleton active title={false} paragraph={{ rows, width: '100%' }} />;
  if (missing && query.error instanceof ApiError && query.error.status === 404)
    return (
      <Result
        status="404"
        title={missing.title}
        subTitle={missing.hint}
        extra={<Link to={missing.to}>{missing.back}</Link>}
      />
    );
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
