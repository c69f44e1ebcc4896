/** Which metric a figure measures: told by the words between them, by a list, or by nearness. */
import type { LinkedMention } from '../types.js';
import type { Figure } from './figures.js';
import { type Statement, textBetween } from './sentences.js';

/** Words that may stand between a figure and the metric after it: "2.3% improvement in", "a 2x speedup in model". */
const BETWEEN_AFTER =
  /^[\s()-]*(?:(?:absolute|relative|average|averaged|overall|mean|improvements?|increases?|gains?|reductions?|decreases?|drops?|boosts?|savings?|speed-?ups?|higher|lower|better|worse|faster|smaller|fewer|less|more|greater|shorter|larger|points?|pts?|percentage|on|in|of|for|the|its|average|an?|w\.r\.t\.?|terms|top|median|test|in terms of|model|state-of-the-art|as)[\s()-]+)*$/i;
/** Words that may stand between a metric and the figure after it. */
const BETWEEN_BEFORE =
  /^(?:[\s()=:,~≈<>≥≤±+-]|\b(?:scores?|rates?|values?|results?|much|rang(?:ing|es?|ed)|var(?:y|ies|ied|ying)|between|beyond|which|of|to|by|is|are|was|were|be|been|being|at|from|with|as|up|about|around|approximately|roughly|nearly|almost|over|under|below|above|only|just|an?|the|factor|improvements?|increases?|reductions?|gains?|decreases?|drops?|on|average|averages|can|could|reduced|improved|increased|decreased|boosted|reach(?:es|ed|ing)?|achiev(?:es|ed|ing)?|exceed(?:s|ed|ing)?|obtain(?:s|ed)?|more|less|than|respectively|equal|low|high|maximum|minimum|even|that|relative|absolute|mean|least|most|additional|further|another|margin|drop(?:s|ped)|ris(?:es|en)|grow(?:s|n)|fall(?:s|en)|comes?|compared|down|both|our|model|level|levels|close|compressed|lowered|accelerated|while|saved|cut|significantly|substantially|dramatically|sped|large))*$/i;
/** "parameter counts of trained networks by 90%", "accuracy on ImageNet of 83%". */
const OF_WHAT =
  /^ (?:scores? |rates? )?(?:of|for|in|on)(?: [a-z0-9][\w-]*){1,4} (?=by |to |of |from |at |is |are |was |reaches |drops |improves |increases )/;
/** "homophily (books: 0.77, films: 0.06)". */
const WHOSE = /^\s?\([a-z][\w -]{0,24}[:=]\s?$/;
/** "accelerates a ResNet-50 by 3x", "speeds up inference by up to 2x". */
const BY_FACTOR =
  /^ (?:the |its )?(?:[a-z0-9][\w-]* ){0,5}(?:by|up to)(?: (?:up to|about|over|around|more than|at least|nearly|almost|a factor of|an average of))* ?$/;
/** "a 10% improvement in ImageNet-100 accuracy". */
const IN_WHAT =
  /^[^.;,0-9]{0,12}\b(?:improvements?|increases?|gains?|reductions?|decreases?|drops?|boosts?|rise|decline|enhancement) (?:in|of) (?:the |its )?(?:[\w-]+ ){1,2}$/;
const TERMS = /^[^.;]{0,25}\(?\s*(?:in terms of|in|measured by|measured in|as measured by)\s+(?:the\s+)?$/i;
/** "21.9% on the rotated set (rotation robustness)". */
const BRACKET = /^ (?:(?:on|for|in|over|at) [^.;,%()]{0,50})?\($/;
/** "by 1.9x without any loss in accuracy": the metric stays what it was. */
const UNHARMED = /\b(?:without|while|no|minimal|negligible|little|marginal)\b/;
/** Two metrics side by side: "memory footprint and latency". */
const AND = /^\s*(?:,|and|\/|, and|as well as|or)\s*(?:the |its |average )?$/i;

/** A place in a contest is no quantity that the figure beside it measures. */
const NO_METRIC =
  /\b(?:ranks?|places?)$|^(?:(?:average |mean )?values?|average|mean|median|overall)$|\b(?:dropout|learning|mask(?:ing)?|sampling|downsampling) (?:rate|ratio)s?$|\b(?:token|sequence|context|prompt) lengths?$|^(?:imbalance ratio|batch size|confidence)s?$|\b(?:GPU|man|person)-hours?\b|^respec-?tively$|^(?:percentage|percent|absolute)? ?points?$|^(?:percent|percentage|p\.?p\.?|CI|CIs)$/i;

/** The one quality that a paper speaks of measuring; null: none, or several. */
export function soleQuality(statements: readonly Statement[]): LinkedMention | null {
  let sole: LinkedMention | null = null;
  for (const statement of statements)
    for (const metric of metricsOf(statement)) {
      if (!QUALITY.test(metric.text)) continue;
      if (sole !== null && sole.entity !== metric.entity) return null;
      sole ??= metric;
    }
  return sole;
}
/** What a paper calls performance, where a figure tells only that something is better. */
export function wordForQuality(statements: readonly Statement[]): LinkedMention | null {
  for (const statement of statements)
    for (const metric of metricsOf(statement)) if (/^performance$/i.test(metric.text)) return metric;
  return null;
}
const QUALITY =
  /accurac|\bf1|f-?(?:score|measure)|\b(?:m?ap|map|m?iou|dice|auc|auroc|bleu|rouge|cider|recall|precision|wer|cer|error rate|success rate|exact match|ndcg|mrr|psnr|ssim)\b|correlation/i;

export interface MetricFound {
  readonly mentions: readonly LinkedMention[];
  /** `words`: grammar ties them; `near`: they only stand close; `earlier`: another sentence names it. */
  readonly by: 'words' | 'near' | 'list' | 'earlier';
}

/** What a sentence may measure, in reading order. */
export const metricsOf = ({ mentions }: Statement): LinkedMention[] =>
  mentions.filter(({ type, text }) => type === 'Metric' && !NO_METRIC.test(text));

/** Times and sizes belong to few metrics: "completes a search in 1 hour" says nothing of the accuracy beside it. */
const MEASURED_IN: readonly (readonly [units: ReadonlySet<string>, metric: RegExp])[] = [
  [
    new Set(['ms', 'µs', 'ns', 'seconds', 'minutes', 'hours', 'days', 'GPU hours', 'GPU days', 'TPU hours']),
    /time|latenc|speed|duration|runtime|hour|delay|cost|second|throughput|rate|budget|effort|horizon|\b(?:ttft|rtf|tpot)\b/i,
  ],
  [new Set(['FPS', 'Hz']), /fps|frame|speed|throughput|rate|hz|time|latenc|performance/i],
  [
    new Set(['TB', 'GB', 'MB', 'KB']),
    /memory|size|storage|footprint|vram|bandwidth|traffic|cost|usage|ram\b|consumption|parameter|overhead/i,
  ],
  [
    new Set(['FLOPs', 'MFLOPs', 'GFLOPs', 'TFLOPs', 'PFLOPs']),
    /flop|comput|cost|complexity|macs?\b|operation|throughput|performance|multipl/i,
  ],
  [new Set(['parameters', 'K parameters', 'M parameters', 'B parameters']), /param|size/i],
];
const fits = ({ quantity }: Figure, metric: LinkedMention): boolean =>
  MEASURED_IN.every(([units, pattern]) => !units.has(quantity.unit) || pattern.test(metric.text));

/** A bare integer, in characters behind its metric. */
const SHORT = 24;
/** Not a bare integer: "F1 for tasks 1 to 4". */
const isMeasure = ({ quantity }: Figure): boolean => quantity.unit !== '' || quantity.text.includes('.');

/** "GPT-3 with 175 billion parameters reaches 43.9%": how large it is, not what it reaches. */
const isCountOfWhat = ({ text }: LinkedMention, between: string): boolean =>
  /\b(?:parameters?|[GMT]?FLOPs|[GM]?MACs|multiply-adds|tokens|layers)$/i.test(text) &&
  /^ (?:\w+ ){0,2}(?:reach|achiev|attain|obtain|get|scor|yield)\w*\b/.test(between);

export function metricOf(figure: Figure, statement: Statement): MetricFound | null {
  const metrics = metricsOf(statement);
  let best: { mention: LinkedMention; score: number } | null = null;
  const consider = (mention: LinkedMention, grammar: number) => {
    const score = grammar - (mention.confidence < DOUBTFUL ? 0.8 : 0) - (BROAD.test(mention.text) ? 0.6 : 0);
    if (best === null || score > best.score) best = { mention, score };
  };
  for (const mention of metrics) {
    if (!fits(figure, mention) || (mention.start < figure.start && isCompared(mention))) continue;
    if (mention.start >= figure.start && mention.end <= figure.end) consider(mention, 4);
    else if (mention.start >= figure.end - 1 && mention.start - figure.end < 70) {
      const between = textBetween(statement, figure.end, mention.start);
      if (BETWEEN_AFTER.test(between)) consider(mention, (between.includes('(') ? 2.2 : 3) - between.length / 50);
      else if (IN_WHAT.test(between)) consider(mention, 2.4);
      else if (BRACKET.test(between) && textBetween(statement, mention.end, mention.end + 1) === ')')
        consider(mention, 3.1);
      else if (TERMS.test(between) && !UNHARMED.test(between)) consider(mention, 3.2 - between.length / 50);
    } else if (mention.start < figure.start && mention.end > figure.start) consider(mention, 4);
    else if (mention.end <= figure.start && figure.start - mention.end < 90) {
      const between = textBetween(statement, mention.end, figure.start);
      if (isCountOfWhat(mention, between)) continue;
      const direct = between.replace(OF_WHAT, ' ').replace(WHOSE, ' ');
      if (BETWEEN_BEFORE.test(between) && (isMeasure(figure) || between.length < SHORT))
        consider(mention, 2.9 - between.length / 50);
      else if (SPEEDUP.test(mention.text) && figure.quantity.unit === 'x' && BY_FACTOR.test(between))
        consider(mention, 2.6);
      else if (direct !== between && isMeasure(figure) && BETWEEN_BEFORE.test(direct))
        consider(mention, 2.3 - between.length / 50);
    }
  }
  if (best === null || (best as { score: number }).score < LEAST) return null;
  const { mention } = best as { mention: LinkedMention };
  const mentions = withSiblings(mention, figure, statement).filter((each) => each === mention || fits(figure, each));
  return { mentions, by: 'words' };
}

/** Beside a metric proper only another word for "how good": "28.3% performance in terms of BLEU". */
const BROAD =
  /\bperformance$|^(?:results?|scores?|speed-?ups?|acceleration|lift|(?:(?:average|relative|mean|overall) )?(?:gain|improvement|reduction|increase|decrease|drop)s?|(?:enhanced )?robustness|average values?)$/i;
export const isBroad = ({ text }: LinkedMention): boolean => BROAD.test(text);

const SPEEDUP = /^(?:accelerat|speed(?:s|ing)? up)/i;
/** "7x faster": said of the figure before it alone. */
const COMPARED = /^(?:faster|slower|smaller|lighter)\b/i;
export const isCompared = ({ text }: LinkedMention): boolean => COMPARED.test(text);
/** A mention less sure than this must be tied more closely. */
const DOUBTFUL = 0.5;
const LEAST = 1.5;

/** The metric and those that share its figure: "reduce the memory footprint and latency by 16x". */
function withSiblings(mention: LinkedMention, figure: Figure, statement: Statement): LinkedMention[] {
  // "a drop of 2.6% in accuracy and F1"; but "93% accuracy and latency of 3 ms".
  if (mention.start >= figure.start)
    return /\b(?:in|on|in terms of|of|for)\s+(?:the |both |its )*$/.test(
      textBetween(statement, figure.end, mention.start),
    )
      ? siblingsAfter(mention, statement)
      : [mention];
  return siblingsBefore(mention, statement);
}

/** Metrics in a row that ends with this one. */
export function siblingsBefore(mention: LinkedMention, statement: Statement): LinkedMention[] {
  const metrics = metricsOf(statement);
  const found = [mention];
  for (let i = metrics.indexOf(mention) - 1; i >= 0 && found.length < MOST_SIBLINGS; i--) {
    if (!AND.test(textBetween(statement, metrics[i]!.end, found[0]!.start))) break;
    found.unshift(metrics[i]!);
  }
  return found;
}

/** Metrics in a row that begins with this one; the last has no figure of its own behind it. */
export function siblingsAfter(mention: LinkedMention, statement: Statement): LinkedMention[] {
  const metrics = metricsOf(statement);
  const found = [mention];
  for (let i = metrics.indexOf(mention) + 1; i < metrics.length && found.length < MOST_SIBLINGS; i++) {
    if (!AND.test(textBetween(statement, found.at(-1)!.end, metrics[i]!.start))) break;
    found.push(metrics[i]!);
  }
  const last = found.at(-1)!;
  if (
    found.length > 1 &&
    /^\s*(?:scores? |values? )?(?:of|by|is|to|\(|=|:)\s*(?:up to |over )?\d/.test(
      textBetween(statement, last.end, last.end + 30),
    )
  )
    found.pop();
  return found;
}
const MOST_SIBLINGS = 6;

/** The last metric before a figure in its sentence, else the first behind it; no other figure stands between. */
export function metricAround(figure: Figure, statement: Statement): LinkedMention | null {
  const metrics = metricsOf(statement).filter(
    (metric) => fits(figure, metric) && isCloseMetric(metric) && !isCompared(metric),
  );
  const before = metrics.filter(({ end }) => end <= figure.start && figure.start - end < REACH).at(-1);
  if (before) return before;
  const after = metrics.find(({ start }) => start >= figure.end && start - figure.end < REACH / 2);
  if (!after) return null;
  const between = textBetween(statement, figure.end, after.start);
  return /[;:]|\d/.test(between) || ASIDE.test(between) ? null : after;
}
/** What a paper speaks of beside its figures, and what only a closer word ties to one. */
const LOOSE = /trade-?offs?|robustness|efficiency|steps|complexity|range|flops?|parameters?|memory|\bsize|human/i;
/** A metric that a figure nearby may measure. */
export const isCloseMetric = ({ text }: LinkedMention): boolean => !LOOSE.test(text);
/** "by 10,000x at the expense of accuracy": the metric is not what the figure measures. */
const ASIDE =
  /\b(?:expense|cost|while|keeping|maintaining|without|preserving|retaining|underscoring|improving|reducing)\b/;
const REACH = 200;

/** The closest metric of the same clause. */
export function nearestMetric(figure: Figure, statement: Statement): LinkedMention | null {
  let best: LinkedMention | null = null;
  let bestDistance = 60;
  for (const mention of metricsOf(statement)) {
    if (!fits(figure, mention) || isCompared(mention)) continue;
    const isAfter = mention.start >= figure.end;
    const between = isAfter
      ? textBetween(statement, figure.end, mention.start)
      : textBetween(statement, mention.end, figure.start);
    if (isAfter && (between.includes(',') || ASIDE.test(between))) continue;
    if (!isAfter && isCountOfWhat(mention, between)) continue;
    if (/[;:]|\. |\b(?:while|but|whereas|respectively)\b|\d/.test(between)) continue;
    const distance = isAfter ? between.length : between.length * 1.1;
    if (distance < bestDistance) {
      best = mention;
      bestDistance = distance;
    }
  }
  return best;
}
