/** Words as the facts are read from them: what is asked of one again and again is remembered with its written form. */
import type { WordForm } from '../types.js';
import { wordClass } from './word-kinds.js';

/** A word in lower case with what is asked of it again and again. */
export interface PairWord {
  readonly lower: string;
  readonly hash: number;
  /** The same for all forms of a verb, more or less. */
  readonly stem: number;
  readonly isVerb: boolean;
  /** Prepositions, conjunctions, verbs: what carries the grammar of a sentence. */
  readonly isFrame: boolean;
  /** 0: lower case, 1: a capital at its head, 2: capitals or digits within. */
  readonly caps: number;
}

export const pairWordOf = (form: WordForm): PairWord => (form.pairWord ??= pairWord(form)) as PairWord;

function pairWord({ text, lower: written }: WordForm): PairWord {
  const lower = /^\d[\d.,]*$/.test(text) ? '0' : written;
  const kind = wordClass(lower);
  return {
    lower,
    hash: hashText(lower),
    stem: hashText(stemOf(lower)),
    isVerb: kind === 'verb',
    isFrame: kind !== 'other',
    caps: capsOf(text),
  };
}

const stemOf = (lower: string) => (lower.length < 5 ? lower : `${lower.slice(0, lower.length < 8 ? 4 : 6)}*`);

const capsOf = (text: string) =>
  text.slice(1) !== text.slice(1).toLowerCase() || (/\d/.test(text) && /[A-Za-z]/.test(text))
    ? 2
    : text !== text.toLowerCase()
      ? 1
      : 0;

/** FNV-1a over UTF-16 units. */
export const hashText = (text: string): number => hashPart(text, 0, text.length);
export function hashPart(text: string, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
/** Order matters: `mix(a, b)` is not `mix(b, a)`. */
export const mix = (a: number, b: number): number => {
  let hash = Math.imul(a ^ (b >>> 15), 0x85ebca6b) ^ Math.imul(b, 0xc2b2ae35);
  hash ^= hash >>> 13;
  return Math.imul(hash, 0x27d4eb2f) ^ (hash >>> 16);
};
