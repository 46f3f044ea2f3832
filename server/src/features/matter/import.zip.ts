const END = 0x06054b50;
const ENTRY = 0x02014b50;
/** Bytes at the end of a file in which its directory is looked for. */
export const ZIP_TAIL = 1024 * 1024;

function endOf(tail: Buffer): number {
  for (let at = tail.length - 22; at >= 0; at -= 1) if (tail.readUInt32LE(at) === END) return at;
  return -1;
}

/**
 * How large the parts of a ZIP say they are unpacked, in bytes, from the last bytes of the file; null when they do not say.
 * A small file may hold gigabytes: this is asked before anything is unpacked.
 */
export function unpackedSize(tail: Buffer): number | null {
  const end = endOf(tail);
  if (end < 0) return null;
  let at = end - tail.readUInt32LE(end + 12);
  let total = 0;
  for (let entries = tail.readUInt16LE(end + 10); entries > 0; entries -= 1) {
    if (at < 0 || at + 46 > end || tail.readUInt32LE(at) !== ENTRY) return null;
    total += tail.readUInt32LE(at + 24);
    at += 46 + tail.readUInt16LE(at + 28) + tail.readUInt16LE(at + 30) + tail.readUInt16LE(at + 32);
  }
  return total;
}
