import { useHref, useRouteError } from 'react-router';

/** What one sees when a page itself fails: a sentence and a way on. After an update old chunks are gone, a reload fetches the new. */
export function RouteFault() {
  const error = useRouteError();
  const home = useHref('/');
  const stale = error instanceof TypeError && /import|module/i.test(error.message);
  return (
    <div role="alert" style={{ padding: 48, textAlign: 'center' }}>
      <p>{stale ? '系统刚刚更新，请刷新页面。' : '这个页面出了点问题。'}</p>
      <button
        type="button"
        onClick={() => window.location.reload()}
        style={{ minHeight: 44, padding: '0 24px', font: 'inherit' }}
      >
        刷新页面
      </button>
      <p>
        <a href={home} style={{ display: 'inline-block', padding: 12 }}>
          回首页
        </a>
      </p>
    </div>
  );
}
