import { useCallback, useRef, useState } from 'react';
import { sayError } from '../api/errors.ts';
import { newId } from '../api/id.ts';
import type { StoredFile } from '../api/types.ts';
import { uploadFile } from '../api/upload.ts';

/** A photo on its way: what was picked, how far it is, and what became of it. */
export interface PhotoItem {
  key: string;
  file: File;
  preview: string;
  share: number;
  stored?: StoredFile;
  error?: string;
}

const limit = 20 * 1024 * 1024;

/** What is wrong with a picked file before any byte travels, in the user's words; undefined when nothing is. */
export function refuseFile(file: File): string | undefined {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type)) return '只能上传 JPG、PNG 或 WebP 照片';
  if (file.size > limit) return '照片超过 20 MB，请缩小后再传';
  return undefined;
}

/** Holds picked photos and sends each at once; a failed one stays, with its reason, until it is sent or removed. */
export function usePhotos(onChange: (items: PhotoItem[]) => void, upload: boolean) {
  const [items, setItems] = useState<PhotoItem[]>([]);
  const now = useRef<PhotoItem[]>([]);
  const put = useCallback(
    (change: (items: PhotoItem[]) => PhotoItem[]) => {
      now.current = change(now.current);
      setItems(now.current);
      onChange(now.current);
    },
    [onChange],
  );
  const patch = useCallback(
    (key: string, part: Partial<PhotoItem>) =>
      put((all) => all.map((item) => (item.key === key ? { ...item, ...part } : item))),
    [put],
  );
  const send = useCallback(
    async (item: PhotoItem) => {
      patch(item.key, { error: undefined, share: 0 });
      try {
        patch(item.key, {
          stored: await uploadFile(item.file, (share) => patch(item.key, { share })),
          share: 1,
        });
      } catch (error) {
        patch(item.key, { error: sayError(error) });
      }
    },
    [patch],
  );
  const add = useCallback(
    (files: File[]) => {
      const fresh = files.map(
        (file): PhotoItem => ({
          key: newId(),
          file,
          preview: URL.createObjectURL(file),
          share: 0,
          error: refuseFile(file),
        }),
      );
      put((all) => [...all, ...fresh]);
      if (upload) for (const item of fresh) if (!item.error) void send(item);
    },
    [put, send, upload],
  );
  const remove = useCallback(
    (key: string) =>
      put((all) => {
        const gone = all.find((item) => item.key === key);
        if (gone) URL.revokeObjectURL(gone.preview);
        return all.filter((item) => item.key !== key);
      }),
    [put],
  );
  return { items, add, remove, send };
}
