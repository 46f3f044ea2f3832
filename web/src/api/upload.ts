import { csrfHeader, noSignal, refusalOf } from './client.ts';
import type { StoredFile } from './types.ts';

/** Sends one photo or document to POST /api/files; as `sendFile`. */
export const uploadFile = (file: File, progress?: (share: number) => void): Promise<StoredFile> =>
  sendFile('/api/files', file, progress);

/**
 * Sends one file to an address that takes multipart/form-data. `progress` hears a share from 0 to 1 (fetch cannot tell it,
 * so this is XHR). Throws ApiError; the caller keeps the file for another try.
 */
export function sendFile<T>(
  url: string,
  file: File,
  progress: (share: number) => void = () => {},
): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append('file', file, file.name);
    request.open('POST', url);
    request.timeout = 120_000;
    for (const [name, value] of Object.entries(csrfHeader)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => progress(event.total ? event.loaded / event.total : 0);
    request.onerror = () => reject(noSignal());
    request.ontimeout = () => reject(noSignal());
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(JSON.parse(request.responseText) as T);
      else reject(refusalOf(request.status, request.responseText));
    };
    request.send(form);
  });
}
