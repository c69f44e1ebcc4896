/** What is known of each thing of a paper by the places where it stands: the words around it, its sentences, its name. */
import type { Entity } from '../types.js';
import { hashText, MENTION_HASH, mix, PAIR_TYPES, type PairSentence } from './pair-features.js';
import { pairSentenceOf } from './pair-sentence.js';
import type { Statement } from './sentences.js';

export interface Place {
  /** Index among the statements. */
  readonly at: number;
  /** Tokens `[from, to)`. */
  readonly from: number;
  readonly to: number;
}
export interface Profile {
  readonly entity: Entity;
  /** Index among the entities of the paper. */
  readonly index: number;
  /** In reading order. */
  readonly places: readonly Place[];
  /** Statements that name it, in order. */
  readonly statements: readonly number[];
  readonly inTitle: boolean;
  /** Hashes of the words around its first mentions, each once. */
  readonly context: readonly number[];
  /** Hashes of the words of its name. */
  readonly name: readonly number[];
}
export interface Profiles {
  /** In the order of the entities. */
  readonly all: readonly Profile[];
  /** For each statement its words; null where it has no mention. */
  readonly read: readonly (PairSentence | null)[];
}

export function profilesOf(statements: readonly Statement[], entities: readonly Entity[]): Profiles {
  const read = statements.map((statement) => (statement.mentions.length > 0 ? pairSentenceOf(statement) : null));
  const places = new Map<string, Place[]>(entities.map(({ id }) => [id, []]));
  statements.forEach(({ mentions }, at) => {
    mentions.forEach(({ entity }, i) => {
      const { from, to } = read[at]!.mentions[i]!;
      const own = places.get(entity);
      if (own && own.length < PLACES_KEPT) own.push({ at, from, to });
    });
  });
  const all = entities.map((entity, index): Profile => {
    const own = places.get(entity.id)!;
    return {
      entity,
      index,
      places: own,
      statements: own.map(({ at }) => at).filter((at, i, list) => at !== list[i - 1]),
      inTitle: own.some(({ at }) => statements[at]!.sentence.field === 'title'),
      context: contextOf(own, statements, read),
      name: nameOf(entity.name),
    };
  });
  return { all, read };
}

/** Of a thing that stands everywhere the first places say enough, and the time stays linear. */
const PLACES_KEPT = 30;
/** Mentions whose surroundings are read, at most. */
const MENTIONS_READ = 3;
const WORDS_BEFORE = 4;

function contextOf(
  places: readonly Place[],
  statements: readonly Statement[],
  read: readonly (PairSentence | null)[],
): number[] {
  const found: number[] = [];
  const add = (kind: number, value: number) => {
    const hash = mix(kind, value);
    if (!found.includes(hash)) found.push(hash);
  };
  for (const { at, from, to } of places.slice(0, MENTIONS_READ)) {
    const sentence = read[at]!;
    const { words } = sentence;
    const field = statements[at]!.sentence.field === 'title' ? 100 : 200;
    const [before, after] = [signAt(sentence, from - 1), signAt(sentence, to)];
    add(field + 1, before);
    add(field + 2, mix(signAt(sentence, from - 2), before));
    add(field + 3, after);
    add(field + 4, mix(after, signAt(sentence, to + 1)));
    const verb = verbFrom(sentence, from - 1, -1);
    add(field + 5, verb < 0 ? 1 : words[verb]!.stem);
    if (verb > 0) add(field + 6, mix(signAt(sentence, verb - 1), words[verb]!.stem));
    const next = verbFrom(sentence, to, 1);
    add(field + 7, next < 0 ? 1 : words[next]!.stem);
    add(field + 8, mix(signAt(sentence, 0), signAt(sentence, 1)));
    add(field + 9, signAt(sentence, 0));
    for (let i = from - 1; i >= 0 && i >= from - WORDS_BEFORE; i--)
      if (sentence.mentionAt[i]! < 0) add(field + 10, words[i]!.stem);
  }
  return found;
}

/** Where the hashes of the single words of a name begin. */
export const NAME_WORDS = 2;
function nameOf(name: string): number[] {
  const words = name.toLowerCase().split(/[\s-]+/);
  const found = [mix(301, hashText(words.at(-1)!)), mix(302, hashText(words.join(' ')))];
  for (const word of words.slice(0, 8)) found.push(mix(303, hashText(word)));
  return found;
}

/** A word by its stem, a mention by its type, what is beyond the sentence by 1. */
export function signAt({ words, mentions, mentionAt }: PairSentence, at: number): number {
  if (at < 0 || at >= words.length) return 1;
  const mention = mentionAt[at]!;
  return mention >= 0 ? MENTION_HASH[PAIR_TYPES.indexOf(mentions[mention]!.type)]! : words[at]!.stem;
}

/** Further than this a verb governs something else. */
const VERB_REACH = 30;
function verbFrom({ words, mentionAt }: PairSentence, from: number, step: 1 | -1): number {
  for (let i = from, left = VERB_REACH; i >= 0 && i < words.length && left > 0; i += step, left--)
    if (words[i]!.isVerb && mentionAt[i]! < 0) return i;
  return -1;
}
