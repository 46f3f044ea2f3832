import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { parse } from 'yaml';
import { shapeFaults } from '../../platform/http/validation.ts';
import { itemTypes, type RegistryItem } from './registry.ts';

const strict = { additionalProperties: false };
const Text = Type.String({ minLength: 1 });
const Code = Type.String({ pattern: '^[a-z][a-z0-9_]{0,59}$' });
const literals = <const T extends readonly string[]>(of: T) =>
  Type.Union(of.map((each) => Type.Literal(each)));

const DictionaryFile = Type.Object(
  {
    dictionaries: Type.Array(
      Type.Object(
        {
          code: Code,
          name: Text,
          standard: Type.Optional(Text),
          unsure: Type.Optional(Type.Literal(true)),
          note: Type.Optional(Text),
          items: Type.Array(
            Type.Object(
              {
                code: Text,
                name: Text,
                aliases: Type.Optional(Type.Array(Text)),
                foreign: Type.Optional(Type.Record(Text, Type.Array(Text))),
              },
              strict,
            ),
          ),
        },
        strict,
      ),
    ),
  },
  strict,
);
export type PackDictionary = Static<typeof DictionaryFile>['dictionaries'][number];

const RegistryFile = Type.Object(
  {
    subject: Code,
    items: Type.Array(
      Type.Object(
        {
          code: Code,
          name: Text,
          aliases: Type.Optional(Type.Array(Text)),
          type: literals(itemTypes),
          dictionary: Type.Optional(Code),
          many: Type.Optional(Type.Literal(true)),
          fence: Type.Optional(literals(['open', 'sealed'] as const)),
          mask: Type.Optional(literals(['name', 'phone', 'id', 'address', 'all'] as const)),
          group: Type.Optional(Code),
          standard: Type.Optional(Text),
          unsure: Type.Optional(Type.Literal(true)),
          core: Type.Optional(Type.Literal(true)),
          past: Type.Optional(Type.Literal(true)),
          most: Type.Optional(Type.Integer({ minimum: 1 })),
        },
        strict,
      ),
    ),
  },
  strict,
);

const GroupFile = Type.Object(
  { groups: Type.Array(Type.Object({ code: Code, name: Text, law: Text }, strict)) },
  strict,
);
export type PackGroup = Static<typeof GroupFile>['groups'][number];

/** A file of a pack. */
interface PackText {
  name: string;
  text: string;
}

/** All words of a pack. */
export interface PackWords {
  dictionaries: PackDictionary[];
  items: RegistryItem[];
  groups: PackGroup[];
}

function shaped<T>({ name, text }: PackText, schema: TSchema): T {
  const data: unknown = parse(text);
  if (Value.Check(schema, data)) return data as T;
  throw new Error(
    `${name} 有误：\n  ${shapeFaults(schema, data)
      .map(({ message }) => message)
      .join('\n  ')}`,
  );
}

const twice = (words: readonly string[]): string[] => [
  ...new Set(words.filter((word, at) => words.indexOf(word) !== at)),
];

/** What contradicts what: codes given twice, dictionaries and groups that are not there, a sensitive item in the open, a past of what is no day. */
function faultsOf({ dictionaries, items, groups }: PackWords): string[] {
  const lists = new Set(dictionaries.map(({ code }) => code));
  const known = new Set(groups.map(({ code }) => code));
  return [
    ...twice(dictionaries.map(({ code }) => code)).map((code) => `字典 ${code} 出现两次`),
    ...dictionaries.flatMap((list) =>
      twice(list.items.map(({ code }) => code)).map((code) => `字典 ${list.code} 的代码 ${code} 出现两次`),
    ),
    ...twice(items.map(({ subject, code }) => `${subject}.${code}`)).map((code) => `数据项 ${code} 出现两次`),
    ...items.flatMap((item) => {
      const at = `数据项 ${item.subject}.${item.code}`;
      if ((item.type === 'code') !== (item.dictionary !== undefined))
        return `${at} 是代码才有字典，也必须有字典`;
      if (item.dictionary && !lists.has(item.dictionary)) return `${at} 的字典 ${item.dictionary} 不存在`;
      if (item.code.startsWith('own_')) return `${at}：own_ 开头的代码留给各市自建`;
      if (item.group && !known.has(item.group)) return `${at} 的敏感群体 ${item.group} 不存在`;
      if (item.past && item.type !== 'date') return `${at} 不是日期，不能写 past`;
      if (item.group && item.fence === 'open') return `${at} 属于敏感群体，须为 sealed`;
      return [];
    }),
  ];
}

/** Reads the words of a pack; throws with every fault in words. */
export function parseWords(files: {
  dictionaries: readonly PackText[];
  registry: readonly PackText[];
  groups: PackText;
}): PackWords {
  const words: PackWords = {
    dictionaries: files.dictionaries.flatMap(
      (file) => shaped<Static<typeof DictionaryFile>>(file, DictionaryFile).dictionaries,
    ),
    items: files.registry.flatMap((file) => {
      const { subject, items } = shaped<Static<typeof RegistryFile>>(file, RegistryFile);
      return items.map((item) => ({ subject, aliases: [], fence: 'open' as const, ...item }));
    }),
    groups: shaped<Static<typeof GroupFile>>(files.groups, GroupFile).groups,
  };
  const faults = faultsOf(words);
  if (faults.length > 0) throw new Error(`数据字典有误：\n  ${faults.join('\n  ')}`);
  return words;
}
