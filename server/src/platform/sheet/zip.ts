import { Readable } from 'node:stream';
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader } from 'yauzl';
import { broken, tooLargeUnpacked } from './cells.ts';
import type { SheetSource } from './source.ts';

/** A spreadsheet has some dozens. */
const MOST_PARTS = 5_000;

class Stored extends RandomAccessReader {
  private readonly source: SheetSource;
  constructor(source: SheetSource) {
    super();
    this.source = source;
  }
  override _readStreamForRange(start: number, end: number): Readable {
    const { source } = this;
    return Readable.from(
      (async function* () {
        yield* (await source.read({ start, end })) as AsyncIterable<Buffer>;
      })(),
      { objectMode: false },
    );
  }
}

/** The parts of a packed file by their names; each is unpacked as it is read, and never further than the file declared. */
export interface Parts {
  names(): string[];
  /** Bytes of a part when unpacked, as the file declares. */
  sizeOf(name: string): number;
  /** The part as it unpacks; null when there is none of this name. */
  open(name: string): Promise<Readable | null>;
}

/**
 * The directory of a packed file. Refuses a broken one, and one whose parts say to be larger than `most` bytes together: a small file may
 * hold gigabytes. What lies about it is stopped where it becomes longer than it said.
 */
export async function openParts(source: SheetSource, most: number): Promise<Parts> {
  const zip = await fromRandomAccessReaderPromise(new Stored(source), source.size, {
    lazyEntries: true,
    autoClose: false,
  }).catch(() => {
    throw broken();
  });
  if (zip.entryCount > MOST_PARTS) throw tooLargeUnpacked();
  const entries = new Map<string, Entry>();
  let total = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      entries.set(entry.fileName, entry);
      total += entry.uncompressedSize;
    }
  } catch {
    throw broken();
  }
  if (total > most) throw tooLargeUnpacked();
  return {
    names: () => [...entries.keys()],
    sizeOf: (name) => entries.get(name)?.uncompressedSize ?? 0,
    async open(name) {
      const entry = entries.get(name);
      return entry ? zip.openReadStreamPromise(entry) : null;
    },
  };
}
