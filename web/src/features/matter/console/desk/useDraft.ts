import { Form, type FormInstance } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useMe } from '../../../../api/session.ts';
import type { CatalogType } from '../catalog.ts';
import { type Draft, isSaid, keepable, keepDraft, readDraft } from './draft.ts';
import type { Call } from './types.ts';

export interface Desk extends Pick<Draft, 'spot' | 'source' | 'client_id' | 'ringing'> {
  form: FormInstance<Call>;
  /** Empty while the catalogue comes. */
  types: CatalogType[];
  /** Puts a draft into the form; null empties it. */
  fill: (draft: Draft | null) => void;
}

/**
 * Keeps the call that is being taken down through a reload and a crash, for this account on this device, until it is
 * registered or cleared. When another number rings, what was typed is laid aside and can be taken up again.
 */
export function useDeskDraft(desk: Desk) {
  const { form, types, fill, ringing, spot, source, client_id } = desk;
  const { data: me } = useMe();
  const account = me?.account?.id;
  const call = Form.useWatch((values: Call) => values, { form, preserve: true });
  const [restored, setRestored] = useState<string>();
  const [before, setBefore] = useState<Draft | null>(null);
  // For which ring the form is; undefined until what was left behind has been looked at.
  const [taken, setTaken] = useState<string>();
  const touched = useRef(false);
  const current = (): Draft | null => {
    const said = form.getFieldsValue(true) as Call;
    if (!isSaid(said, spot)) return null;
    const type = types.find(({ code }) => code === said.type);
    return {
      at: new Date().toISOString(),
      call: keepable(said, type),
      spot,
      source,
      client_id,
      ringing: taken ?? '',
    };
  };
  const layAside = (draft: Draft | null) => {
    if (account) keepDraft(account, 'before', draft);
    setBefore(draft);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: looks once, and again at each ring; what is typed changes nothing here.
  useEffect(() => {
    if (!account || types.length === 0 || taken === ringing) return;
    const left = taken === undefined ? readDraft(account, 'now') : current();
    setTaken(ringing);
    if (taken === undefined) setBefore(readDraft(account, 'before'));
    const same = !ringing || left?.ringing === ringing || left?.call.contact?.phone === ringing;
    if (left && same && taken === undefined) {
      fill(left);
      setRestored(left.at);
    }
    if (!ringing || same) return;
    if (left && isSaid({ ...left.call, contact: undefined }, left.spot)) {
      layAside(left);
      fill(null);
    }
    form.setFieldsValue({ contact: { phone: ringing } });
    form.getFieldInstance('text')?.focus();
  }, [account, types.length, ringing, taken]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: kept whenever anything of the call changes.
  useEffect(() => {
    if (!account || taken === undefined) return;
    const draft = current();
    if (draft) touched.current = true;
    if (touched.current) keepDraft(account, 'now', draft);
    if (!draft) setRestored(undefined);
  }, [account, taken, call, spot, source, client_id]);
  const swap = () => {
    const [now, other] = [current(), before];
    layAside(now);
    fill(other);
    setRestored(undefined);
  };
  return { restored, before, takeUp: swap, forget: () => layAside(null) };
}
