/** What is known of each thing of a paper by the places where it stands: the words around it, its sentences, its name. */
import type { Entity, EntityId } from '../types.js';
import { type NameForm, nameForm } from './name-forms.js';
import { MENTION_HASH, type PairSentence } from './pair-features.js';
import { pairSentenceOf } from './pair-sentence.js';
import { mix } from './pair-words.js';
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
  /** Hashes of its name, as {@link NameForm.hashes} says. */
  readonly name: readonly number[];
  /** Whether almost every paper names it. */
  readonly isBroad: boolean;
  /** "ResNet", "GPT-2": coined, not words of the language. */
  readonly isCoined: boolean;
}
export interface Profiles {
  /** In the order of the entities. */
  readonly all: readonly Profile[];
  /** Where each entity stands among them. */
  readonly indices: ReadonlyMap<EntityId, number>;
  /** For each statement its words; null where it has no mention. */
  readonly read: readonly (PairSentence | null)[];
  /** For each statement which entity each of its mentions names, by its index. */
  readonly named: readonly (readonly number[])[];
}

/** @param forms  the name of each entity */
export function profilesOf(
  statements: readonly Statement[],
  entities: readonly Entity[],
  forms: readonly NameForm[] = entities.map(({ name, type }) => nameForm(name, type)),
): Profiles {
  const indices = new Map<EntityId, number>();
  for (let i = 0; i < entities.length; i++) indices.set(entities[i]!.id, i);
  const places: Place[][] = entities.map(() => []);
  const read: (PairSentence | null)[] = [];
  const named: number[][] = [];
  for (let at = 0; at < statements.length; at++) {
    const { mentions } = statements[at]!;
    const sentence = mentions.length > 0 ? pairSentenceOf(statements[at]!, at) : null;
    const here: number[] = [];
    for (let i = 0; i < mentions.length; i++) {
      const index = indices.get(mentions[i]!.entity) ?? -1;
      here.push(index);
      const own = places[index];
      if (own !== undefined && own.length < PLACES_KEPT) own.push(sentence!.mentions[i]!);
    }
    read.push(sentence);
    named.push(here);
  }
  const all = entities.map((entity, index): Profile => {
    const own = places[index]!;
    const { type, aliases } = entity;
    const form = forms[index]!;
    return {
      entity,
      index,
      places: own,
      statements: statementsOf(own),
      inTitle: own.length > 0 && statements[own[0]!.at]!.sentence.field === 'title',
      context: contextOf(own, statements, read),
      name: form.hashes,
      isBroad: form.isBroad || aliases.some((alias) => nameForm(alias, type).isBroad),
      isCoined: form.hasCapitals,
    };
  });
  return { all, indices, read, named };
}

function statementsOf(places: readonly Place[]): number[] {
  const found: number[] = [];
  for (const { at } of places) if (at !== found.at(-1)) found.push(at);
  return found;
}

/** Of a thing that stands everywhere the first places say enough, and the time stays linear. */
const PLACES_KEPT = 30;
/** Mentions whose surroundings are read, at most. */
const MENTIONS_READ = 3;
const WORDS_BEFORE = 4;
/** More than a name and its context have. */
export const MOST_WORDS = 128;

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
  for (let i = 0; i < places.length && i < MENTIONS_READ; i++) {
    const { at, from, to } = places[i]!;
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
    for (let k = from - 1; k >= 0 && k >= from - WORDS_BEFORE; k--)
      if (sentence.mentionAt[k]! < 0) add(field + 10, words[k]!.stem);
  }
  return found;
}

/** A word by its stem, a mention by its type, what is beyond the sentence by 1. */
export function signAt({ words, kinds, mentionAt }: PairSentence, at: number): number {
  if (at < 0 || at >= words.length) return 1;
  const mention = mentionAt[at]!;
  return mention >= 0 ? MENTION_HASH[kinds[mention]!]! : words[at]!.stem;
}

/** Further than this a verb governs something else. */
const VERB_REACH = 30;
function verbFrom({ words, mentionAt }: PairSentence, from: number, step: 1 | -1): number {
  for (let i = from, left = VERB_REACH; i >= 0 && i < words.length && left > 0; i += step, left--)
    if (words[i]!.isVerb && mentionAt[i]! < 0) return i;
  return -1;
}
