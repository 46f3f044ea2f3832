import { useQueryClient } from '@tanstack/react-query';
import { Form } from 'antd-mobile';
import type { TextAreaRef } from 'antd-mobile/es/components/text-area';
import { useCallback, useRef, useState } from 'react';
import { sayError } from '../../../../api/errors.ts';
import { sendOrKeep } from '../../../../api/outbox.ts';
import { goToFirstFault } from '../../../../ui/portal/firstFault.ts';
import { settlePhotos } from '../../../../ui/portal/photos.ts';
import type { PhotoItem } from '../../../../ui/usePhotos.ts';
import type { MatterType } from '../catalog.ts';
import { type ReportDraft, useReportDraft } from './draft.ts';
import type { Place } from './place.ts';
import { bodyOf, type Faults, faultsOf, joinBodyOf, sortRefusal, sourceOf } from './send.ts';

const clean: Faults = { other: [] };

/** The photo's own position stands until a hand moves the pin. */
const placeFrom =
  (items: PhotoItem[]) =>
  ({ place }: ReportDraft): Partial<ReportDraft> => {
    const point = items.findLast((item) => item.stored?.point)?.stored?.point;
    if (!point || place.by === 'hand' || place.by === 'photo') return {};
    return { place: { ...place, point, by: 'photo', area: undefined } };
  };

interface Taken {
  id: string;
  number: string;
}

/** Sends the report with its photos; null when it waits for signal. Throws the server's refusal. */
async function submit(
  owner: string,
  draft: ReportDraft,
  type: MatterType,
  source: string | undefined,
  photos: () => PhotoItem[],
): Promise<Taken | null> {
  const { ids, files } = await settlePhotos(photos);
  const body = bodyOf(draft, type, source, ids);
  const answer = await sendOrKeep<Taken>({ owner, label: draft.text, url: '/api/matters', body, files });
  return answer.kept ? null : answer.sent;
}

/** Joins a matter that others called about (我也遇到了) with what was written so far; null when it waits for signal. */
async function joinIn(
  owner: string,
  draft: ReportDraft,
  matter: string,
  photos: () => PhotoItem[],
): Promise<Taken | null> {
  const { ids, files } = await settlePhotos(photos);
  const body = joinBodyOf(draft, ids);
  const label = `我也遇到了：${draft.text}`;
  const answer = await sendOrKeep<Taken>({ owner, label, url: `/api/matters/${matter}/join`, body, files });
  return answer.kept ? null : answer.sent;
}

/** A report in the writing: its draft, its photos, and sending it now or when there is signal. */
export function useReporting(owner: string, worker: boolean, kind: string, start?: Place['area']) {
  const { draft, change, drop } = useReportDraft(owner, kind, start);
  const cache = useQueryClient();
  const [form] = Form.useForm();
  const text = useRef<TextAreaRef>(null);
  const photos = useRef<PhotoItem[]>([]);
  const [faults, setFaults] = useState<Faults>(clean);
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<{ sent: Taken | null; joined?: boolean }>();
  const [stored, setStored] = useState<string[]>([]);

  const place = useCallback(
    (part: Partial<Place>) => change((now) => ({ place: { ...now.place, ...part } })),
    [change],
  );
  const picked = useCallback(
    (items: PhotoItem[]) => {
      // What is needed next comes by itself: after the photo, the words.
      if (photos.current.length === 0 && items.length > 0) text.current?.focus();
      photos.current = items;
      setStored(items.flatMap((item) => item.stored?.id ?? []));
      change(placeFrom(items));
    },
    [change],
  );
  const send = async (type: MatterType) => {
    const found = faultsOf(draft, type);
    const answered = await form.validateFields().then(
      () => true,
      () => false,
    );
    setFaults(found ?? clean);
    if (found || !answered) return goToFirstFault();
    setBusy(true);
    try {
      const sent = await submit(
        owner,
        draft,
        type,
        worker ? sourceOf(type) : undefined,
        () => photos.current,
      );
      drop();
      setResult({ sent });
      void cache.invalidateQueries({ queryKey: ['matter', 'list'] });
    } catch (error) {
      const refusal = sortRefusal(error);
      setFaults(refusal.faults);
      form.setFields(refusal.answers as never);
      goToFirstFault();
    } finally {
      setBusy(false);
    }
  };
  const join = async (matter: string) => {
    setBusy(true);
    try {
      const sent = await joinIn(owner, draft, matter, () => photos.current);
      drop();
      setResult({ sent, joined: true });
      void cache.invalidateQueries({ queryKey: ['matter', 'list'] });
    } catch (error) {
      setFaults({ other: [sayError(error)] });
      goToFirstFault();
    } finally {
      setBusy(false);
    }
  };
  return { draft, change, place, picked, stored, send, join, form, text, faults, busy, result };
}
