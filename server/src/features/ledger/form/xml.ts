import { SaxesParser } from 'saxes';

/** An element of an XML text, with the places in the text at which it stands: what is not touched stays as it is, byte for byte. */
export interface XmlNode {
  /** Without its prefix. */
  name: string;
  /** `x:` where the text writes `<x:row>`; empty mostly. */
  prefix: string;
  attrs: Record<string, string>;
  children: XmlNode[];
  /** Its own text, decoded. */
  text: string;
  start: number;
  /** Where its content begins and ends; both are `end` for `<a/>`. */
  inner: number;
  innerEnd: number;
  end: number;
}

/** Parses an XML text. Throws on what is not well-formed and on a document type, which could define entities. */
export function parseXml(source: string): XmlNode {
  const parser = new SaxesParser();
  const root: XmlNode[] = [];
  const open: XmlNode[] = [];
  let start = 0;
  parser.on('doctype', () => {
    throw new Error('a document type is not accepted');
  });
  parser.on('opentagstart', () => {
    start = source.lastIndexOf('<', parser.position - 1);
  });
  parser.on('opentag', (tag) => {
    const colon = tag.name.indexOf(':') + 1;
    const at = parser.position;
    const node: XmlNode = {
      name: tag.name.slice(colon),
      prefix: tag.name.slice(0, colon),
      attrs: tag.attributes as Record<string, string>,
      children: [],
      text: '',
      start,
      inner: at,
      innerEnd: at,
      end: at,
    };
    (open.at(-1)?.children ?? root).push(node);
    open.push(node);
  });
  parser.on('closetag', (tag) => {
    const node = open.pop()!;
    node.end = parser.position;
    node.innerEnd = tag.isSelfClosing ? node.end : source.lastIndexOf('<', node.end - 1);
    if (tag.isSelfClosing) node.inner = node.end;
  });
  const text = (part: string) => {
    const node = open.at(-1);
    if (node) node.text += part;
  };
  parser.on('text', text);
  parser.on('cdata', text);
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(source).close();
  return root[0]!;
}

/** The first child of this name. */
export const child = (node: XmlNode | undefined, name: string): XmlNode | undefined =>
  node?.children.find((each) => each.name === name);

/** The children of this name. */
export const childrenOf = (node: XmlNode | undefined, name: string): XmlNode[] =>
  node?.children.filter((each) => each.name === name) ?? [];

/** Every element below this one. */
export function* descendants(node: XmlNode): Generator<XmlNode> {
  for (const each of node.children) {
    yield each;
    yield* descendants(each);
  }
}

/** An attribute by its name without prefix. */
export function attr(node: XmlNode, name: string): string | undefined {
  const key = Object.keys(node.attrs).find((each) => each === name || each.endsWith(`:${name}`));
  return key === undefined ? undefined : node.attrs[key];
}

/** Changes of a text by places of the text as it was; they may be asked for in any order and must not overlap. */
export class Edits {
  #edits: { from: number; to: number; text: string; order: number }[] = [];
  #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  replace(from: number, to: number, text: string): void {
    this.#edits.push({ from, to, text, order: this.#edits.length });
  }

  insert(at: number, text: string): void {
    this.replace(at, at, text);
  }

  /** Sets an attribute that stands in the element's start tag, or adds it. */
  setAttr(node: XmlNode, name: string, value: string): void {
    const tag = startTag(this.#source, node);
    const changed = withAttr(tag, name, value);
    if (changed !== tag) this.replace(node.start, node.start + tag.length, changed);
  }

  /** The text with every change in it. */
  done(): string {
    const sorted = this.#edits.toSorted((a, b) => a.from - b.from || a.order - b.order);
    let at = 0;
    const parts: string[] = [];
    for (const { from, to, text } of sorted) {
      if (from < at) throw new Error('two changes of the same place');
      parts.push(this.#source.slice(at, from), text);
      at = to;
    }
    return parts.join('') + this.#source.slice(at);
  }
}

/** An element's start tag as it is written. */
export function startTag(source: string, node: XmlNode): string {
  return source.slice(node.start, node.inner);
}

/** A start tag with an attribute set; the value must hold no quotation mark or markup. */
export function withAttr(tag: string, name: string, value: string): string {
  const found = new RegExp(`(\\s${name}\\s*=\\s*)("[^"]*"|'[^']*')`);
  if (found.test(tag)) return tag.replace(found, (_, before: string) => `${before}"${value}"`);
  return tag.replace(/\s*\/?>$/, (end) => ` ${name}="${value}"${end}`);
}

/** A start tag without an attribute. */
export const withoutAttr = (tag: string, name: string): string =>
  tag.replace(new RegExp(`\\s${name}\\s*=\\s*("[^"]*"|'[^']*')`), '');
