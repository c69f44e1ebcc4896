/** Which metric a figure measures: told by the words between them, by a list, or by nearness. */
import type { LinkedMention } from '../types.js';
import type { Figure } from './figures.js';
import { type Statement, textBetween } from './sentences.js';

/** Words that may stand between a figure and the metric after it: "2.3% improvement in", "a 2x speedup in model". */
const BETWEEN_AFTER =
  /^[\s()-]*(?:(?:absolute|relative|average|averaged|overall|mean|improvements?|increases?|gains?|reductions?|decreases?|drops?|boosts?|savings?|speed-?ups?|higher|lower|better|worse|faster|smaller|fewer|less|more|greater|shorter|larger|points?|pts?|percentage|on|in|of|for|the|its|average|an?|w\.r\.t\.?|terms|top|median|test|in terms of|model|state-of-the-art)[\s()-]+)*$/i;
/** Words that may stand between a metric and the figure after it. */
const BETWEEN_BEFORE =
  /^(?:[\s()=:,~≈<>≥≤±+-]|\b(?:scores?|rates?|values?|results?|of|to|by|is|are|was|were|be|been|being|at|from|with|as|up|about|around|approximately|roughly|nearly|almost|over|under|below|above|only|just|an?|the|factor|improvements?|increases?|reductions?|gains?|decreases?|drops?|on|average|averages|can|could|reduced|improved|increased|decreased|boosted|reach(?:es|ed|ing)?|achiev(?:es|ed|ing)?|exceed(?:s|ed|ing)?|obtain(?:s|ed)?|more|less|than|respectively|equal|low|high|maximum|minimum|even|that|relative|absolute|mean|least|most|additional|further|another|margin|drop(?:s|ped)|ris(?:es|en)|grow(?:s|n)|fall(?:s|en)|comes?|compared|down|both|our|model|level|levels|close|compressed|lowered|accelerated|while|saved|cut|significantly|substantially|dramatically|sped|large))*$/i;
/** "parameter counts of trained networks by 90%", "accuracy on ImageNet of 83%". */
const OF_WHAT =
  /^ (?:scores? |rates? )?(?:of|for|in|on)(?: [a-z0-9][\w-]*){1,4} (?=by |to |of |from |at |is |are |was |reaches |drops |improves |increases )/;
const TERMS = /^[^.;]{0,25}\(?\s*(?:in terms of|in|measured by|measured in|as measured by)\s+(?:the\s+)?$/i;
/** Two metrics side by side: "memory footprint and latency". */
const AND = /^\s*(?:,|and|\/|, and|as well as|or)\s*(?:the |its |average )?$/i;

/** A place in a contest is no quantity that the figure beside it measures. */
const NO_METRIC = /\b(?:ranks?|places?)$|^respec-?tively$/i;

export interface MetricFound {
  readonly mentions: readonly LinkedMention[];
  /** `words`: grammar ties them; `near`: they only stand close. */
  readonly by: 'words' | 'near' | 'list';
}

export function metricOf(figure: Figure, statement: Statement): MetricFound | null {
  const metrics = statement.mentions.filter((m) => m.type === 'Metric' && !NO_METRIC.test(m.text));
  let best: { mention: LinkedMention; score: number } | null = null;
  const consider = (mention: LinkedMention, grammar: number) => {
    const score = grammar - (mention.confidence < DOUBTFUL ? 0.8 : 0);
    if (best === null || score > best.score) best = { mention, score };
  };
  for (const mention of metrics) {
    if (mention.start >= figure.start && mention.end <= figure.end) consider(mention, 4);
    else if (mention.start >= figure.end - 1 && mention.start - figure.end < 70) {
      const between = textBetween(statement, figure.end, mention.start);
      if (BETWEEN_AFTER.test(between)) consider(mention, (between.includes('(') ? 2.2 : 3) - between.length / 50);
      else if (TERMS.test(between)) consider(mention, 3.2 - between.length / 50);
    } else if (mention.start < figure.start && mention.end > figure.start) consider(mention, 4);
    else if (mention.end <= figure.start && figure.start - mention.end < 90) {
      const between = textBetween(statement, mention.end, figure.start);
      const direct = between.replace(OF_WHAT, ' ');
      if (BETWEEN_BEFORE.test(between)) consider(mention, 2.9 - between.length / 50);
      else if (direct !== between && BETWEEN_BEFORE.test(direct)) consider(mention, 2.3 - between.length / 50);
    }
  }
  if (best === null || (best as { score: number }).score < LEAST) return null;
  const { mention } = best as { mention: LinkedMention };
  return { mentions: withSiblings(mention, metrics, figure, statement), by: 'words' };
}

/** A mention less sure than this must be tied more closely. */
const DOUBTFUL = 0.5;
const LEAST = 1.5;

/** The metric and those that share its figure: "reduce the memory footprint and latency by 16x". */
function withSiblings(
  mention: LinkedMention,
  metrics: readonly LinkedMention[],
  figure: Figure,
  statement: Statement,
): LinkedMention[] {
  if (mention.start >= figure.start) return [mention];
  const found = [mention];
  const before = (of: LinkedMention) =>
    metrics.find((m) => m.end <= of.start && AND.test(textBetween(statement, m.end, of.start)));
  for (let sibling = before(mention); sibling && found.length < 3; sibling = before(sibling)) found.unshift(sibling);
  // "accuracy and latency of 93% and 12 ms": one each, not both for both.
  return hasFigureAfter(figure) ? [mention] : found;
}
const hasFigureAfter = (figure: Figure) => /^\s*(?:,|and|\/|, and)\s*(?:to |of |by )?\d/.test(figure.after);

/** The closest metric of the same clause. */
export function nearestMetric(figure: Figure, statement: Statement): LinkedMention | null {
  let best: LinkedMention | null = null;
  let bestDistance = 60;
  for (const mention of statement.mentions) {
    if (mention.type !== 'Metric') continue;
    const isAfter = mention.start >= figure.end;
    const between = isAfter
      ? textBetween(statement, figure.end, mention.start)
      : textBetween(statement, mention.end, figure.start);
    if (isAfter && between.includes(',')) continue;
    if (/[;:]|\. |\b(?:while|but|whereas|respectively)\b|\d/.test(between)) continue;
    const distance = isAfter ? between.length : between.length * 1.1;
    if (distance < bestDistance) {
      best = mention;
      bestDistance = distance;
    }
  }
  return best;
}
