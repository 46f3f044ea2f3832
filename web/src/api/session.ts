import { useQuery } from '@tanstack/react-query';
import { ApiError, api } from './client.ts';
import { forgetDrafts } from './drafts.ts';
import { stopLive } from './live.ts';
import { queryClient } from './query.ts';
import type { Answer, DemoInfo, Me } from './types.ts';

const guest: Me = { account: null, permissions: [], demo: false };
const meKey = ['me'] as const;

const place = 'huying-me';
let remembering = false;

/** Lets this device know its last account without signal (the portal, so that reports can be written and sent later). */
export function rememberOnDevice(): void {
  remembering = true;
}

function remembered(): Me | undefined {
  const text = remembering ? localStorage.getItem(place) : null;
  return text ? { ...(JSON.parse(text) as Me), offline: true } : undefined;
}

function remember(me: Me): Me {
  if (remembering && me.account) localStorage.setItem(place, JSON.stringify(me));
  else if (remembering) localStorage.removeItem(place);
  return me;
}

/** Who is signed in; a guest where nobody is, so that pages need no special case. Without signal, who it was (`offline`). */
export async function loadMe(): Promise<Me> {
  try {
    const { permissions, demo, ...account } = await api.get<Answer<'me'>>('/api/me', {}, { quiet: true });
    return remember({ account, permissions, demo });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 401) return remember(guest);
    const last = error.passing ? remembered() : undefined;
    if (last) return last;
    throw error;
  }
}

/** Whether this is the demo city, and whom one may be in it. */
export function useDemo() {
  return useQuery({
    queryKey: ['demo'],
    queryFn: () => api.get<DemoInfo>('/api/demo'),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useMe() {
  return useQuery({
    queryKey: meKey,
    queryFn: loadMe,
    staleTime: 5 * 60_000,
    refetchOnReconnect: 'always',
    refetchInterval: (query) => (query.state.data?.offline ? 5_000 : false),
  });
}

/** Who is signed in as far as this page knows; for what is kept under an account, outside of drawing. */
export const accountNow = (): string | undefined => queryClient.getQueryData<Me>(meKey)?.account?.id;

/** True when the signed-in account holds one of the permissions (none asked = true). Draws doors only; the server decides. */
export function may(me: Me | undefined, ...permissions: string[]): boolean {
  return permissions.length === 0 || permissions.some((name) => me?.permissions.includes(name));
}

/** Drops what the last person saw. Not the `me` query itself: the screens that watch it must hear the change. */
function forgetAll(): void {
  queryClient.removeQueries({ predicate: (query) => query.queryKey[0] !== meKey[0] });
}

/** A password (staff) or a code sent to the phone (residents). */
export type Proof = { username: string; password: string } | { phone: string; code: string };

/** Signs in with a password (staff) or a code (residents); whatever the last person saw is forgotten. */
export async function signIn(proof: Proof): Promise<void> {
  await api.post('/api/session', proof, { quiet: true });
  forgetAll();
  const me = await queryClient.fetchQuery({ queryKey: meKey, queryFn: loadMe, staleTime: 0 });
  forgetDrafts(me.account?.id);
}

/** Sends a code to the phone. The demo city answers with the code itself, because it sends no messages. */
export function askCode(phone: string): Promise<Answer<'sendSignInCode'>> {
  return api.post('/api/session/code', { phone }, { quiet: true });
}

const leaving = 'huying-signed-out';

/** Another tab signed out: what this one shows, and would keep as a draft, must go too. */
export function leaveWithOtherTabs(): void {
  window.addEventListener('storage', ({ key }) => {
    if (key !== leaving) return;
    void queryClient.refetchQueries({ queryKey: meKey }).then(() => {
      forgetAll();
      forgetDrafts(accountNow());
    });
  });
}

/** Ends this session, or every one of the account, and forgets what was on the screen and what was typed and not sent. */
export async function signOut(everywhere = false): Promise<void> {
  await api.delete(everywhere ? '/api/session/all' : '/api/session', { quiet: true });
  stopLive();
  remember(guest);
  forgetAll();
  forgetDrafts();
  localStorage.setItem(leaving, String(Date.now()));
  await queryClient.fetchQuery({ queryKey: meKey, queryFn: loadMe, staleTime: 0 });
}

/** The page to return to after signing in: only a path of our own, never another site. */
export function nextPath(search: string, fallback: string): string {
  const next = new URLSearchParams(search).get('next') ?? '';
  return /^\/(?![/\\])/.test(next) ? next : fallback;
}
