import { Form, type FormInstance } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useMe } from '../../../../api/session.ts';
import type { CatalogType } from '../catalog.ts';
import { changeAside, type Draft, isSaid, keepable, keepDraft, readAside, readDraft } from './draft.ts';
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
 * registered or cleared. When another number rings, what was typed is laid aside and can be taken up again,
 * each of them, however many rang.
 */
export function useDeskDraft(desk: Desk) {
  const { form, types, fill, ringing, spot, source, client_id } = desk;
  const { data: me } = useMe();
  const account = me?.account?.id;
  const call = Form.useWatch((values: Call) => values, { form, preserve: true });
  const [restored, setRestored] = useState<string>();
  const [aside, setAside] = useState<Draft[]>([]);
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
  const change = (laid: Draft | null, takenUp?: Draft) =>
    account && setAside(changeAside(account, laid, takenUp));
  // biome-ignore lint/correctness/useExhaustiveDependencies: looks once, and again at each ring; what is typed changes nothing here.
  useEffect(() => {
    if (!account || types.length === 0 || taken === ringing) return;
    const left = taken === undefined ? readDraft(account) : current();
    setTaken(ringing);
    if (taken === undefined) setAside(readAside(account));
    const same = !ringing || left?.ringing === ringing || left?.call.contact?.phone === ringing;
    if (left && same && taken === undefined) {
      fill(left);
      setRestored(left.at);
    }
    if (!ringing || same) return;
    if (left && isSaid({ ...left.call, contact: undefined }, left.spot)) {
      change(left);
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
    if (touched.current) keepDraft(account, draft);
    if (!draft) setRestored(undefined);
  }, [account, taken, call, spot, source, client_id]);
  const takeUp = (draft: Draft) => {
    change(current(), draft);
    fill(draft);
    setRestored(undefined);
  };
  return { restored, aside, takeUp, forget: (draft: Draft) => change(null, draft) };
}
