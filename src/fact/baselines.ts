/** What a sentence compares with. */
import type { LinkedMention } from '../types.js';
import { type Statement, textBetween } from './sentences.js';
import { CUES } from './word-cues.js';

/** "than X", "outperforming X by", "compared to X", "over X". */
const AGAINST =
  /\b(?:than|over|above|outperform\w*|surpass\w*|exceed\w*|compared (?:to|with|against)|comparison (?:to|with)|comparable (?:to|with)|competitive with|against|vs\.?|versus|beat\w*|relative to|improv\w+ (?:up)?on|instead of|unlike)\s+(?:(?:the|a|an|both|existing|previous|prior|strong|vanilla|standard|original|best|state-of-the-art|sota|recent|baselines?|models?|methods?|such|as|like|including|those|of|competing|other|popular|its|several|two|three|conventional|traditional|well-known|widely-used|powerful|all|baseline)[\s,(:]+)*$/;

const AFTER_LISTED =
  /^\s*(?:$|[,.;)(]|(?:and|or|by|on|in|with|at|for|while|as|under|across|respectively|using|models?|methods?|baselines?)\b)/;
/** The methods of a sentence that stand as what something is compared with, lists included. */
export function baselinesOf(statement: Statement): ReadonlySet<LinkedMention> {
  if ((statement.cues & CUES.compares) === 0) return NOTHING;
  const found = new Set<LinkedMention>();
  let before: LinkedMention | null = null;
  for (const mention of statement.mentions) {
    if (mention.type !== 'Method') continue;
    const lead = textBetween(statement, Math.max(statement.sentence.start, mention.start - 90), mention.start);
    if (AGAINST.test(lead)) found.add(mention);
    else if (
      before &&
      found.has(before) &&
      /^\s*(?:\([^)]{0,30}\))?\s*(?:,|and|or|, and|, or|&|as well as)\s*(?:the |a )?$/.test(
        textBetween(statement, before.end, mention.start),
      ) &&
      AFTER_LISTED.test(textBetween(statement, mention.end, mention.end + 12))
    )
      found.add(mention);
    before = mention;
  }
  return found;
}
const NOTHING: ReadonlySet<LinkedMention> = new Set();
