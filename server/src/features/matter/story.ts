import type { Runtime } from '../../platform/runtime.ts';

/** The words of a later feature's events in a matter's story: names of kinds (without `matter.`), labels of fields, and of values. */
export interface StoryWords {
  names: Record<string, string>;
  labels?: Record<string, string>;
  /** What a coded value of a field reads as, by field. */
  values?: Record<string, Record<string, string>>;
}

const registered = new WeakMap<Runtime, StoryWords[]>();

/** Gives words to the events that a later feature tells (`tell`). Call it where the feature adds its routes. */
export function registerStory(runtime: Runtime, words: StoryWords): void {
  registered.set(runtime, [...(registered.get(runtime) ?? []), words]);
}

/** All words of later features. */
export function storyWords(runtime: Runtime): Required<StoryWords> {
  const all = registered.get(runtime) ?? [];
  return {
    names: Object.assign({}, ...all.map(({ names }) => names)),
    labels: Object.assign({}, ...all.map(({ labels }) => labels)),
    values: Object.assign({}, ...all.map(({ values }) => values)),
  };
}
