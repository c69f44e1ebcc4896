/** Sentences with their mentions as the classifier of relations reads them. */
import type { Token } from '../types.js';
import { PAIR_TYPES, type PairMention, type PairSentence, type PairType, readPairSentence } from './pair-features.js';
import type { Statement } from './sentences.js';

/** A statement as the classifier reads it. */
export function pairSentenceOf({ sentence: { tokens }, mentions }: Statement): PairSentence {
  return readPairSentence(tokens, placesAmong(tokens, mentions));
}

/** Which tokens each mention takes; both lists in reading order. */
export function placesAmong(
  tokens: readonly Token[],
  mentions: readonly { readonly start: number; readonly end: number; readonly type: string }[],
): PairMention[] {
  const places: PairMention[] = [];
  let at = 0;
  for (const { start, end, type } of mentions) {
    while (at < tokens.length - 1 && tokens[at]!.end <= start) at++;
    let to = at + 1;
    while (to < tokens.length && tokens[to]!.start < end) to++;
    places.push({ from: at, to, type: isPairType(type) ? type : 'Other' });
  }
  return places;
}
const isPairType = (type: string): type is PairType => (PAIR_TYPES as readonly string[]).includes(type);
