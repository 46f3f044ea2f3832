import type { ComponentProps, ReactNode } from 'react';
import { Link } from 'react-router';
import { Watermark } from '../Watermark.tsx';
import { Answered } from './Answered.tsx';

interface Props<T> {
  query: ComponentProps<typeof Answered<T>>['query'];
  /** The list it is one of. */
  back: { to: string; name: string };
  /** Said where it does not exist for the reader. */
  missing: string;
  children: (data: T) => ReactNode;
}

/** A page about one person or what concerns one: the reader's name over it, the way back, and what was answered. */
export function DetailPage<T>({ query, back, missing, children }: Props<T>) {
  return (
    <Watermark>
      <div className="hy-matter-bar">
        <Link to={back.to}>‹ {back.name}</Link>
      </div>
      <Answered query={query} missing={{ title: missing, back: `回到${back.name}`, to: back.to }}>
        {children}
      </Answered>
    </Watermark>
  );
}
