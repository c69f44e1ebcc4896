/** What the trained classifier says of the mentions of a sentence. */
import type { RelationType } from '../types.js';
import { GROUP_OF, GROUPS, type Ledger, SIGN } from './ledger.js';
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
      if (first.entity === second.entity || !judgePair(model, read, a, b, probabilities)) continue;
      const denied = isDenied(textBetween(statement, first.end, second.start));
      for (let k = 1; k < model.labels.length; k++) {
        const probability = probabilities[k]!;
        if (probability < 0.05) continue;
        const { type, way } = model.labels[k]!;
        if (type === 'NONE' || type === 'SAME') continue;
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
        // What speaks for one group speaks against the others of the same two.
        for (const other of GROUPS) {
          if (GROUP_OF[ours] === other) continue;
          const draft =
            ledger.draft(source.entity, other, target.entity) ?? ledger.draft(target.entity, other, source.entity);
          if (draft) draft.signs[SIGN.otherwise] = Math.max(draft.signs[SIGN.otherwise]!, probability);
        }
      }
    }
}
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
