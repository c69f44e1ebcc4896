/** What the trained classifier says of the mentions of a sentence. */
import type { RelationType } from '../types.js';
import { type Ledger, SIGN } from './ledger.js';
import { PAIR_TYPES, type PairMention, type PairSentence, readPairSentence } from './pair-features.js';
import { judgePair, type PairModel } from './pair-model.js';
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
