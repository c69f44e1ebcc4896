/** What the trained classifier says of the mentions of a sentence. */
import { segmentPaper, tokenize } from '../text/segment.js';
import type { RelationType, Sentence, Token } from '../types.js';
import { type Ledger, SIGN } from './ledger.js';
import { PAIR_TYPES, type PairMention, type PairSentence, readPairSentence } from './pair-features.js';
import { judgePair, judgeSentence, type PairModel } from './pair-model.js';
import { isDenied, MAX_MENTIONS, type Statement, spanOf, textBetween } from './sentences.js';

/** Our types of relations are a little other than SciER's: what is part of another, the other is based on. */
export function readPairs(statement: Statement, model: PairModel, ledger: Ledger): void {
  const { sentence, mentions } = statement;
  if (mentions.length < 2) return;
  const read = pairSentenceOf(statement);
  const count = Math.min(mentions.length, MAX_MENTIONS);
  for (let a = 0; a < count; a++)
    for (let b = a + 1; b < count; b++) {
      const [first, second] = [mentions[a]!, mentions[b]!];
      if (second.start - first.end > REACH) break;
      if (first.entity === second.entity || !judgePair(model, read, a, b, probabilities)) continue;
      let denied: boolean | null = null;
      for (let k = 1; k < model.labels.length; k++) {
        const probability = probabilities[k]!;
        if (probability < 0.05) continue;
        const { type, way } = model.labels[k]!;
        if (type === 'NONE' || type === 'SAME') continue;
        denied ??= isDenied(textBetween(statement, first.end, second.start));
        if (denied && type !== 'COMPARED_WITH') continue;
        let [source, target] = way === 'forth' ? [first, second] : [second, first];
        let ours: RelationType = type;
        if (type === 'PART_OF') {
          [source, target] = [target, source];
          ours = 'BASED_ON';
        }
        ledger.say(
          {
            source: source.entity,
            type: ours,
            target: target.entity,
            evidence: spanOf(sentence),
            confidence: probability,
            inferred: false,
          },
          SIGN.classifier,
        );
        // What speaks for one group speaks against the other of the same two.
        if (source.type !== 'Method' || target.type !== 'Method') continue;
        const other = ledger.draft(
          source.entity,
          type === 'COMPARED_WITH' ? 'BASED_ON' : 'COMPARED_WITH',
          target.entity,
        );
        if (other) other.signs[SIGN.otherwise] = Math.max(other.signs[SIGN.otherwise]!, probability);
      }
    }
}
/** What stands further apart, in characters, the classifier hardly ever joins. */
const REACH = 250;
const probabilities = new Float64Array(32);

/** A statement as the classifier reads it. */
export function pairSentenceOf({ sentence: { tokens }, mentions }: Statement): PairSentence {
  return readPairSentence(tokens, placesAmong(tokens, mentions));
}

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

/** Which tokens each mention takes; both lists in reading order. */
function placesAmong(
  tokens: readonly Token[],
  mentions: readonly { readonly start: number; readonly end: number; readonly type: string }[],
): PairMention[] {
  let at = 0;
  return mentions.map(({ start, end, type }) => {
    while (at < tokens.length - 1 && tokens[at]!.end <= start) at++;
    let to = at + 1;
    while (to < tokens.length && tokens[to]!.start < end) to++;
    return { from: at, to, type: PAIR_TYPES.find((each) => each === type) ?? 'Other' };
  });
}
