/** What the trained classifier says of the mentions of a text. */
import { segmentPaper, tokenize } from '../text/segment.js';
import type { RelationType, Sentence } from '../types.js';
import { readPairSentence } from './pair-features.js';
import { judgeSentence, type PairModel } from './pair-model.js';
import { placesAmong } from './pair-sentence.js';

/** A pair of mentions, by their places in the list given, that the classifier joins. */
export interface RelatedPair {
  readonly source: number;
  /** `SAME`: two names of one thing. */
  readonly type: RelationType | 'SAME';
  readonly target: number;
  /** 0 to 1. */
  readonly confidence: number;
}

/**
 * What the classifier alone says of the mentions of a text, in the types and directions of SciER.
 *
 * @param mentions  spans in the text, in any order
 * @param reading   `by sentence`: mentions of two sentences are never joined
 */
export function relateMentions(
  text: string,
  mentions: readonly { readonly start: number; readonly end: number; readonly type: string }[],
  model: PairModel,
  reading: 'by sentence' | 'as one' = 'as one',
): RelatedPair[] {
  const passages: readonly Passage[] =
    reading === 'as one'
      ? [{ start: 0, end: text.length, tokens: tokenize(text) }]
      : segmentPaper({ title: '', abstract: text });
  const order = [...mentions.keys()].sort((a, b) => mentions[a]!.start - mentions[b]!.start || a - b);
  return passages.flatMap(({ start, end, tokens }) => {
    const here = order.filter((i) => mentions[i]!.start >= start && mentions[i]!.end <= end);
    const read = readPairSentence(
      tokens,
      placesAmong(
        tokens,
        here.map((i) => mentions[i]!),
      ),
    );
    return judgeSentence(model, read).flatMap(({ a, b, label, probability }) => {
      const { type, way } = model.labels[label]!;
      if (type === 'NONE') return [];
      const [source, target] = way === 'forth' ? [here[a]!, here[b]!] : [here[b]!, here[a]!];
      return [{ source, type, target, confidence: probability }];
    });
  });
}
type Passage = Pick<Sentence, 'start' | 'end' | 'tokens'>;
