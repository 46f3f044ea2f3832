import { codeOf, type Tree } from './architecture.rules.ts';

const EXPORTED = /^export (?:async )?(?:function\*?|const|class|interface|type) (\w+)/gm;

/** 8. What is exported is used, if only in its own file: dead code goes, and what was forgotten to be wired shows. */
export function deadFaults(tree: Tree): string[] {
  const sources = tree.files.filter(({ path }) => /\.(ts|tsx|mjs)$/.test(path) && !path.endsWith('.d.ts'));
  const uses = new Map<string, number>();
  for (const { text } of sources)
    for (const [word] of codeOf(text).matchAll(/\w+/g)) uses.set(word, (uses.get(word) ?? 0) + 1);
  return sources.flatMap(({ path, text }) =>
    [...text.matchAll(EXPORTED)]
      .filter(([, name]) => uses.get(name!) === 1)
      .map(([, name]) => `${path} exports ${name}, which nothing uses: wire it or remove it`),
  );
}
