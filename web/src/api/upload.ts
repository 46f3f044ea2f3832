import { csrfHeader, noSignal, refusalOf } from './client.ts';
import type { StoredFile } from './types.ts';

/**
 * Sends one file to POST /api/files. `progress` hears a share from 0 to 1 (fetch cannot tell it, so this is XHR).
 * Throws ApiError; the caller keeps the file for another try.
 */
export function uploadFile(file: File, progress: (share: number) => void = () => {}): Promise<StoredFile> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append('file', file, file.name);
    request.open('POST', '/api/files');
    request.timeout = 120_000;
    for (const [name, value] of Object.entries(csrfHeader)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => progress(event.total ? event.loaded / event.total : 0);
    request.onerror = () => reject(noSignal());
    request.ontimeout = () => reject(noSignal());
    request.onload = () => {
      if (request.status >= 200 && request.status < 300)
        resolve(JSON.parse(request.responseText) as StoredFile);
      else reject(refusalOf(request.status, request.responseText));
    };
    request.send(form);
  });
}
