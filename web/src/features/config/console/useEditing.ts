import { App } from 'antd';
import { useState } from 'react';
import { ApiError, api } from '../../../api/client.ts';
import { draftPlace } from '../../../api/drafts.ts';
import { sayError } from '../../../api/errors.ts';
import { accountNow } from '../../../api/session.ts';
import { type Document, refresh } from './data.ts';

export interface Theirs {
  text: string;
  version: number;
  author: string;
}

const placeOf = ({ kind, code }: Document) => draftPlace(`config:${kind}/${code}`, accountNow() ?? '');

function typedBefore(document: Document): string | null {
  try {
    return sessionStorage.getItem(placeOf(document));
  } catch {
    return null;
  }
}

/** A document being written: the text, what may be done with it, and what somebody else wrote meanwhile. */
export function useEditing(document: Document) {
  const { kind, code, draft } = document;
  const kept = draft?.text ?? document.text;
  const [text, setText] = useState(() => typedBefore(document) ?? kept);
  const [note, setNote] = useState(draft?.note ?? '');
  const [version, setVersion] = useState(draft?.version ?? 0);
  const [saved, setSaved] = useState(kept);
  const [theirs, setTheirs] = useState<Theirs | null>(null);
  const [busy, setBusy] = useState(false);
  const { message } = App.useApp();
  const write = (next: string) => {
    setText(next);
    try {
      sessionStorage.setItem(placeOf(document), next);
    } catch {
      // Storage full or forbidden: the page itself still holds everything.
    }
  };
  const forget = () => sessionStorage.removeItem(placeOf(document));
  const attempt = async <T>(work: () => Promise<T>): Promise<T | null> => {
    setBusy(true);
    try {
      return await work();
    } catch (error) {
      const meanwhile = error instanceof ApiError && error.code === 'draft_changed';
      if (meanwhile)
        setTheirs((error.body.draft as Theirs | null) ?? { text: document.text, version: 0, author: '' });
      else message.error(sayError(error));
      return null;
    } finally {
      setBusy(false);
    }
  };
  /** Keeps the draft over this version of it; null when it was refused. */
  const save = (over = version) =>
    attempt(async () => {
      const body = { text, note, version: over };
      const answer = await api.put<{ version: number }>(`/api/config/${kind}/${code}/draft`, body);
      setVersion(answer.version);
      setSaved(text);
      setTheirs(null);
      forget();
      await refresh();
      return answer.version;
    });
  const takeTheirs = () => {
    if (!theirs) return;
    write(theirs.text);
    setSaved(theirs.text);
    setVersion(theirs.version);
    setTheirs(null);
  };
  return {
    text,
    note,
    version,
    busy,
    theirs,
    changed: text !== saved || note !== (draft?.note ?? ''),
    write,
    setNote,
    save,
    attempt,
    takeTheirs,
    forget,
    saved,
  };
}

export type Editing = ReturnType<typeof useEditing>;
