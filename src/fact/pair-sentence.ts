/** Sentences with their mentions as the classifier of relations reads them. */
import type { Token } from '../types.js';
import { PAIR_TYPES, type PairMention, type PairSentence, type PairType, readPairSentence } from './pair-features.js';
import type { Statement } from './sentences.js';

/** A statement as the classifier reads it. @param at  its index among the statements of the paper */
export function pairSentenceOf({ sentence: { tokens }, mentions }: Statement, at: number): PairSentence<PlacedMention> {
  return readPairSentence(tokens, placesAmong(tokens, mentions, at));
}
export interface PlacedMention extends PairMention {
  readonly at: number;
}

/** Which tokens each mention takes; both lists in reading order. */
export function placesAmong(
  tokens: readonly Token[],
  mentions: readonly { readonly start: number; readonly end: number; readonly type: string }[],
  at = 0,
): PlacedMention[] {
  const places: PlacedMention[] = [];
  let from = 0;
  for (let i = 0; i < mentions.length; i++) {
    const { start, end, type } = mentions[i]!;
    while (from < tokens.length - 1 && tokens[from]!.end <= start) from++;
    let to = from + 1;
    while (to < tokens.length && tokens[to]!.start < end) to++;
    places.push({ at, from, to, type: isPairType(type) ? type : 'Other' });
  }
  return places;
}
const isPairType = (type: string): type is PairType => (PAIR_TYPES as readonly string[]).includes(type);
