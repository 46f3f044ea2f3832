import { App, Button } from 'antd';
import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../../../api/client.ts';
import { onLive } from '../../../api/live.ts';
import { may, useMe } from '../../../api/session.ts';

/** A tab in the background leaves the call to the one in front. */
const BACKGROUND_WAITS = 500;

/** True while somebody is in the middle of taking down another call. */
const deskBusy = (): boolean =>
  [...document.querySelectorAll<HTMLTextAreaElement>('.hy-desk textarea')].some(
    (field) => field.value.trim() !== '',
  );

/** A call rings: its number is fetched once, and the desk opens with it; never over a call being taken down. */
export function ScreenPop() {
  const { data: me } = useMe();
  const { notification } = App.useApp();
  const go = useNavigate();
  const mine = may(me, 'matter:screen-pop');
  useEffect(() => {
    if (!mine) return;
    const ring = async (id: string) => {
      if (document.visibilityState === 'hidden')
        await new Promise((done) => setTimeout(done, BACKGROUND_WAITS));
      const call = await api.post<{ phone: string }>(`/api/screen-pop/${id}/take`).catch(() => null);
      if (!call) return;
      const path = `/desk?phone=${encodeURIComponent(call.phone)}`;
      if (!deskBusy()) return void go(path);
      notification.info({
        key: id,
        title: `来电 ${call.phone}`,
        description: '正在登记的内容没有动，登记完后再点。',
        duration: 0,
        actions: (
          <Button
            type="primary"
            onClick={() => {
              notification.destroy(id);
              void go(path);
            }}
          >
            登记这个来电
          </Button>
        ),
      });
    };
    return onLive(({ subject }) => {
      const [noun, id] = subject.split(':');
      if (noun === 'screen_pop' && id) void ring(id);
    });
  }, [mine, go, notification]);
  return null;
}
