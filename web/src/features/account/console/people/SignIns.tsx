import { useQuery } from '@tanstack/react-query';
import { api } from '../../../../api/client.ts';
import type { Answer } from '../../../../api/types.ts';
import { Answered } from '../../../../ui/console/Answered.tsx';
import { StateTag } from '../../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../../ui/TimeAgo.tsx';

const KINDS: Record<string, [kind: string, word: string]> = {
  'session.started': ['done', '登录'],
  'session.refused': ['failed', '登录失败'],
  'session.ended': ['ended', '退出'],
  'credential.created': ['done', '签发接口凭证'],
  'credential.revoked': ['ended', '吊销接口凭证'],
  'credential.refused': ['failed', '接口凭证被拒'],
};

/** The last sign-ins of an account, failures too; for the security and the audit administrator. */
export function SignIns({ account }: { account: string }) {
  const list = useQuery({
    queryKey: ['staff', account, 'sign-ins'],
    queryFn: () => api.get<Answer<'listSignIns'>>('/api/sign-ins', { account, limit: 10 }),
  });
  return (
    <section aria-label="登录记录">
      <h2 className="hy-head">登录记录</h2>
      <Answered query={list} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <span className="hy-muted">还没有登录过</span>
          ) : (
            <ul className="hy-plain">
              {items.map((each) => {
                const [kind, word] = KINDS[each.kind.replace('account.', '')] ?? ['ended', each.kind];
                return (
                  <li key={`${each.at}${each.kind}`} className="hy-row">
                    <StateTag kind={kind}>{word}</StateTag>
                    <TimeAgo at={each.at} />
                    <span className="hy-muted">{each.address ?? ''}</span>
                  </li>
                );
              })}
            </ul>
          )
        }
      </Answered>
    </section>
  );
}
