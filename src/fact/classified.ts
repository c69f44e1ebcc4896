/** What the trained classifier says of the mentions of a sentence. */
import { tokenize } from '../text/segment.js';
import type { RelationType } from '../types.js';
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
export function pairSentenceOf({ sentence, mentions }: Statement): PairSentence {
  const { tokens } = sentence;
  const read: PairMention[] = [];
  let at = 0;
  for (const { start, end, type } of mentions) {
    while (at < tokens.length - 1 && tokens[at]!.end <= start) at++;
    let to = at + 1;
    while (to < tokens.length && tokens[to]!.start < end) to++;
    read.push({ from: at, to, type: PAIR_TYPES.find((each) => each === type) ?? 'Other' });
  }
  return readPairSentence(tokens, read);
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
 * What the classifier alone says of the mentions of one sentence, in the types and directions of SciER.
 *
 * @param text      one sentence
 * @param mentions  spans in it, in any order
 */
export function relateMentions(
  text: string,
  mentions: readonly { readonly start: number; readonly end: number; readonly type: string }[],
  model: PairModel,
): RelatedPair[] {
  const tokens = tokenize(text);
  const order = [...mentions.keys()].sort((a, b) => mentions[a]!.start - mentions[b]!.start || a - b);
  const read: PairMention[] = [];
  let at = 0;
  for (const i of order) {
    const { start, end, type } = mentions[i]!;
    while (at < tokens.length - 1 && tokens[at]!.end <= start) at++;
    let to = at + 1;
    while (to < tokens.length && tokens[to]!.start < end) to++;
    read.push({ from: at, to, type: PAIR_TYPES.find((each) => each === type) ?? 'Other' });
  }
  return judgeSentence(model, readPairSentence(tokens, read)).flatMap(({ a, b, label, probability }) => {
    const { type, way } = model.labels[label]!;
    if (type === 'NONE') return [];
    const [source, target] = way === 'forth' ? [order[a]!, order[b]!] : [order[b]!, order[a]!];
    return [{ source, type, target, confidence: probability }];
  });
}
