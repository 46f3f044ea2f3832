import type { Readable } from 'node:stream';
import { SaxesParser } from 'saxes';
import { tooLargeUnpacked } from './cells.ts';

/** What is done with the elements of a document; names come without their prefix. */
export interface Handlers {
  open?(name: string, attributes: Record<string, string>): void;
  close?(name: string): void;
  /** Never cut: the whole text between two tags. */
  text?(text: string): void;
}

/** So many bytes without a tag are no document of ours; the parser would keep them all. */
const LONGEST_TEXT = 8 * 1024 * 1024;

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/**
 * Reads a document as it comes and yields after each piece of it, so that whoever collects can hand on what is ready. Entities of the
 * document's own are not known (nothing can be blown up by them); anything that is not well-formed is thrown.
 */
export async function* walk(stream: Readable, handlers: Handlers): AsyncGenerator<void> {
  const parser = new SaxesParser({ position: false });
  const decoder = new TextDecoder('utf-8');
  let silent = 0;
  let fault: Error | undefined;
  parser.on('error', (error) => {
    fault ??= error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    silent = 0;
    handlers.open?.(local(name), attributes as Record<string, string>);
  });
  parser.on('closetag', ({ name }) => {
    silent = 0;
    handlers.close?.(local(name));
  });
  if (handlers.text) parser.on('text', (text) => handlers.text!(text));
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      silent += chunk.length;
      parser.write(decoder.decode(chunk, { stream: true }));
      if (fault) throw fault;
      if (silent > LONGEST_TEXT) throw tooLargeUnpacked();
      yield;
    }
    parser.write(decoder.decode()).close();
    if (fault) throw fault;
    yield;
  } finally {
    stream.destroy();
  }
}

/** Reads a document to its end. */
export async function walkAll(stream: Readable | null, handlers: Handlers): Promise<void> {
  if (!stream) return;
  for await (const _ of walk(stream, handlers));
}
