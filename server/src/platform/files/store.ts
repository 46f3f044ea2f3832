import type { Readable } from 'node:stream';

/** Where the bytes of files lie. A local folder today; an object store can stand behind the same port. */
export interface FileStore {
  /** Keeps bytes under a key; on return they are on disk, whole. */
  put(key: string, bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<void>;
  /** The bytes, or null when there are none under this key. */
  get(key: string): Promise<Buffer | null>;
  /**
   * The bytes as a stream, all of them or from `start` up to but without `end`, and how many there are in all; null when there are
   * none under this key.
   */
  read(
    key: string,
    range?: { start: number; end: number },
  ): Promise<{ stream: Readable; size: number } | null>;
  remove(key: string): Promise<void>;
}
