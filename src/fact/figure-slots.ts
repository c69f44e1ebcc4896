/** Who has a figure: its clause, its method and its baseline. */
import type { EntityId, LinkedMention } from '../types.js';
import type { Figure } from './figures.js';
import { isProper } from './name-forms.js';
import { type Statement, textBetween } from './sentences.js';

/** `[start, end)` in the field: the stretch around a figure up to a semicolon, "while", "and achieves", the next figure's clause. */
export function clauseOf({ sentence }: Statement, { quantity }: Figure): readonly [number, number] {
  const first = Math.max(0, quantity.start - CLAUSE);
  const text = sentence.text.slice(first, quantity.end + CLAUSE);
  let from = 0;
  let to = text.length;
  BORDER.lastIndex = 0;
  for (let match = BORDER.exec(text); match; match = BORDER.exec(text)) {
    if (match.index < quantity.start - first) from = match.index + match[0].length;
    else if (match.index >= quantity.end - first) {
      to = match.index;
      break;
    }
  }
  return [sentence.start + first + from, sentence.start + first + to];
}
/** No clause reaches further, in characters. */
const CLAUSE = 500;
const BORDER =
  /; |, while |, whereas | while |, but |, and (?=(?:\w+ ){0,3}(?:achiev|reach|obtain|improv|outperform|reduc|is |are |requires|runs|surpass|an? |the |by |from |on ))|: /g;

export function baselineOf(
  statement: Statement,
  figure: Figure,
  clause: readonly [number, number],
  against: ReadonlySet<LinkedMention>,
): LinkedMention | null {
  let best: LinkedMention | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const mention of statement.mentions) {
    if (mention.type !== 'Method' || mention.end < clause[0] || mention.start > clause[1]) continue;
    if (!against.has(mention)) continue;
    const distance = Math.abs(mention.start - figure.start);
    if (distance < bestDistance) {
      best = mention;
      bestDistance = distance;
    }
  }
  return best;
}

/** The method that has the figure: the last before it that is no baseline, within the clause if possible. */
export function methodOf(
  statement: Statement,
  figure: Figure,
  clause: readonly [number, number],
  baseline: LinkedMention | null,
  { against, proposed }: { readonly against: ReadonlySet<LinkedMention>; readonly proposed: EntityId | null },
): LinkedMention | null {
  let best: LinkedMention | null = null;
  let bestScore = 0;
  for (const mention of statement.mentions) {
    if (mention.type !== 'Method' || mention.entity === baseline?.entity || against.has(mention)) continue;
    if (RIVALS.test(mention.text)) continue;
    let score = 0;
    if (mention.end <= figure.start) {
      const between = textBetween(statement, mention.end, figure.start);
      // "By combining A and B, the proposed network achieves …": A and B are its means.
      if (isProper(mention.text) && RIGHT_BEHIND.test(between)) score = 4;
      else if (OUR_SUBJECT.test(between) || isMeans(statement, mention) || isPartOf(statement, mention, proposed))
        continue;
      else if (SUBJECT_VERB.test(between)) score = 3;
      else if (between.length < 40 && !/\b(?:on|for|of|in|with)\b/.test(between)) score = 1.5;
      // "With A, B achieves …": B has it.
      const lead = score < 3 ? LED_BY : OWNED;
      if (lead.test(textBetween(statement, Math.max(statement.sentence.start, mention.start - 30), mention.start)))
        score += 0.6;
    } else {
      const between = textBetween(statement, figure.end, mention.start);
      if (
        /\b(?:with|using|by|for)\s+(?:the |our |a |an )?$/.test(between) &&
        between.length < 60 &&
        !/[;]/.test(between)
      )
        score = isProper(mention.text) && FOR.test(between) ? 3.2 : 1.2;
    }
    if (score === 0) continue;
    if (mention.start >= clause[0] && mention.end <= clause[1]) score += 0.5;
    if (score >= bestScore) {
      best = mention;
      bestScore = score;
    }
  }
  // "Our model achieves …": what is proposed, unless another method is the subject.
  if (
    bestScore < 2.5 &&
    OUR_SUBJECT.test(textBetween(statement, Math.max(clause[0], figure.start - 120), figure.start))
  )
    return null;
  return best;
}
const OWNED = /\b(?:our|the proposed|proposed)\s+(?:\w+\s+)?$/;
const LED_BY = /\b(?:our|the proposed|proposed|using|with|by)\s+(?:\w+\s+)?$/;

/** A figure of what was before: "from 73.8% to 75.7%", "surpassing baselines (52.5%)". */
export const isOfOthers = ({ before, after }: Figure): boolean =>
  (/\bfrom\s*$/i.test(before) && /^[^.;]{0,15}?\s*to\s/.test(after)) || /\bbaselines?\s*\([^)]*$/i.test(before);

/** What others did has no figure of its own. */
const RIVALS = /^(?:state-of-the-art|sota|existing|previous|prior|other|competing|baseline)\b|\bbaselines?$/i;

/** "70.6% for MobileNetV1". */
const FOR = /^ (?:(?:in )?[\w@-]+ )?for $/;
/** "GLiNER (60.2%)". */
const RIGHT_BEHIND = /^\s?\((?:with )?$/;
/** "DETR with a ResNet-50 backbone reaches …": the first has the figure, unless the second is what the paper proposes. */
function isPartOf(statement: Statement, mention: LinkedMention, proposed: EntityId | null): boolean {
  const owner = statement.mentions[statement.mentions.indexOf(mention) - 1];
  return (
    owner?.type === 'Method' &&
    mention.entity !== proposed &&
    isProper(owner.text) &&
    WITH.test(textBetween(statement, owner.end, mention.start))
  );
}
const WITH = /^ (?:\w+ )?(?:with|using|on top of) (?:an? |the |its )?$/;

/** "via A and B, achieving …": what a result comes by is not what has it. */
const isMeans = (statement: Statement, mention: LinkedMention): boolean =>
  MEANS.test(textBetween(statement, Math.max(statement.sentence.start, mention.start - 80), mention.start));
const MEANS =
  /\b(?:via|through|combining|leveraging|integrating|incorporating|introducing|thanks to|due to|built (?:up)?on|based on)\s+(?:[\w-]+\s+(?:and |, )?){0,5}$/;
const OUR_SUBJECT =
  /\b(?:we|it|our (?:[\w-]+ ){0,2}(?:model|method|approach|system|framework|network|algorithm|architecture|technique|pipeline|solution)s?|(?:the|this) (?:proposed|resulting|new) (?:[\w-]+ ){0,2}\w+)\b/;
const SUBJECT_VERB =
  /^[^.;]{0,80}?\b(?:achiev\w*|reach\w*|obtain\w*|attain\w*|yield\w*|improv\w*|outperform\w*|surpass\w*|exceed\w*|reduc\w*|increas\w*|decreas\w*|boost\w*|gain\w*|sav\w+|scor\w+|gets?|shows?|perform\w*|has|have|is|are|can|deliver\w*|provid\w*|requir\w*|runs?|produc\w*|establish\w*|sets?|takes?|accelerat\w+|speeds?|lowers?|cuts?|beats?|leads?|demonstrat\w+)\b/i;
