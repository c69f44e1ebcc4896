/**
 * Which metric each figure of a sentence measures: what grammar ties to it, its place in two lists ("precision and recall of 0.59 and
 * 0.66"), what the figure before it measures, or the metric that stands near.
 */
import type { LinkedMention } from '../types.js';
import {
  isBroad,
  isCloseMetric,
  isCompared,
  type MetricFound,
  metricAround,
  metricOf,
  metricsOf,
  nearestMetric,
  siblingsAfter,
  siblingsBefore,
} from './figure-metric.js';
import type { Figure } from './figures.js';
import { near, type Statement, textBetween } from './sentences.js';

/**
 * @param earlier  what the paper measures, for a figure whose sentence names no metric; null: nobody knows
 * @param performance  the paper's word for how good something is, for a figure that says only by how much something is better
 * @returns one entry for each figure, in their order; null: the text does not say
 */
export function bindMetrics(
  figures: readonly Figure[],
  whole: Statement,
  earlier: LinkedMention | null,
  performance: LinkedMention | null,
): (MetricFound | null)[] {
  const around = figures.map((figure) => near(whole, figure.start, figure.end));
  const bound = figures.map((figure, i) => metricOf(figure, around[i]!));
  for (const [from, to] of listsOf(figures, whole)) bindList(figures, around, bound, from, to);
  shareForward(figures, around, bound);
  shareBackward(figures, around, bound);
  for (let i = 0; i < figures.length; i++) {
    const figure = figures[i]!;
    if (bound[i] || !RATES.has(figure.quantity.unit) || isShare(figure)) continue;
    if (!isReported(figure)) continue;
    const metric = nearestMetric(figure, around[i]!);
    if (metric) bound[i] = { mentions: [metric], by: 'near' };
  }
  shareForward(figures, around, bound);
  for (let i = 0; i < figures.length; i++) {
    const figure = figures[i]!;
    if (bound[i] || isShare(figure) || !isScored(figure)) continue;
    if (SAYS_ITSELF.test(figure.after) || IS_NAMED.test(figure.before)) continue;
    const metric = metricAround(figure, around[i]!);
    if (metric) bound[i] = { mentions: [metric], by: 'near' };
    else if (
      earlier &&
      PERCENT.has(figure.quantity.unit) &&
      !metricsOf(around[i]!).some(isCloseMetric) &&
      !TELLS_COST.test(figure.before.slice(-45)) &&
      (isReported(figure) || (i > 0 && bound[i - 1]?.by === 'earlier'))
    )
      bound[i] = { mentions: [earlier], by: 'earlier' };
    else if (
      performance &&
      PERCENT.has(figure.quantity.unit) &&
      metricsOf(around[i]!).length === 0 &&
      BETTER_BY.test(figure.before)
    )
      bound[i] = { mentions: [performance], by: 'earlier' };
  }
  shareForward(figures, around, bound);
  return bound;
}

/** Percent, points and numbers between 0 and 1 or with a part behind the point: how good something is. */
const isScored = ({ quantity: { unit, text } }: Figure): boolean =>
  PERCENT.has(unit) || (unit === '' && /^[+]?\d+\.\d+(?:\s?(?:±|\+\/?-).*)?$/.test(text));

/** Units that only results have. */
const RATES = new Set(['%', '% points', '% relative', 'points', 'x', 'FPS', 'dB', 'orders of magnitude']);
const SHARE_AFTER =
  /^\s*(?:of|from)\s+(?:the (?:original|full|total|entire|whole)|the|all|our|their|its|these|those|which|users|people|participants|papers|training(?! (?:cost|time|episode|epoch|step|memory|compute))|train|label\w*|data|samples|examples|images|cases|instances|respondents|patients|sentences|words|tokens|parameters|weights|neurons|papers|queries|questions|pages|annotations|articles|tweets|students|documents)\b|^\s*(?:labeled|labelled|labels?|annotated|training data|of labels|supervision|confidence|missing|unlabeled)\b/i;
const REPORTS =
  /\b(?:achiev\w+|reach\w*|obtain\w*|attain\w*|yield\w*|improv\w+|outperform\w*|surpass\w*|exceed\w*|reduc\w+|increas\w+|decreas\w+|boost\w*|gain\w*|sav\w+|scor\w+|gets?|report\w*|show\w*|demonstrat\w+|accuracy|results?|lead\w*|led|by|deliver\w*|accelerat\w+|speed\w*|cut\w*|lower\w*|beat\w*|up to|perform\w*|better|compress\w+|rang\w+)\b/i;

/** "outperforms X by 12.4%", "improves over the baseline by 8.3 points". */
const BETTER_BY =
  /\b(?:outperform\w*|surpass\w*|beat\w*|exceed\w*|improv\w+|gain\w*|margins?)\b[^.;:]{0,70} (?:by|of|with) (?:up to |over |about |around |more than |an average of |a (?:large |significant )?margin of |at least |as much as |an? )?[+]?$/i;

/** "compressed by 15%": no quality grows by that. */
const TELLS_COST = /\b(?:compress\w+|sav(?:e|es|ed|ing)|cut\w*|shr[iu]nk\w*|cost\w*|speed\w*|fewer|faster)\b/i;

const isReported = ({ before, after }: Figure): boolean => REPORTS.test(before.slice(-45) + after.slice(0, 30));

/** "10% of the training data": a part of something, no result. */
export const isShare = ({ after }: Figure): boolean => SHARE_AFTER.test(after);

// ---------------------------------------------------------------------------------------------------------- lists

/** Figures side by side: "0.59, 0.66, and 0.58", "90% and 85%". */
const SIDE_BY_SIDE =
  /^\s*(?:,|\/|&|and|or|,\s*and,?|to|vs\.?|versus|-|–)\s*(?:by |to |up to |about |around |over |an? )?$/;

/** `[first, last]` of each run of two and more. */
export function* listsOf(figures: readonly Figure[], whole: Statement): Generator<readonly [number, number]> {
  let from = 0;
  for (let i = 1; i <= figures.length; i++) {
    const [before, figure] = [figures[i - 1]!, figures[i]];
    if (
      figure &&
      isOneKind(before, figure) &&
      figure.start - before.end < 20 &&
      SIDE_BY_SIDE.test(textBetween(whole, before.end, figure.start))
    )
      continue;
    if (i - from > 1) yield [from, i - 1];
    from = i;
  }
}

/** As many metrics as figures: one each, in their order; else all figures of the list measure one thing. */
function bindList(
  figures: readonly Figure[],
  around: readonly Statement[],
  bound: (MetricFound | null)[],
  from: number,
  to: number,
): void {
  const count = to - from + 1;
  const last = bound[to];
  const first = bound[from];
  const behind = last?.mentions[0] && last.mentions[0].start >= figures[to]!.end ? last.mentions[0] : null;
  const before = first && first.mentions.at(-1)!.end <= figures[from]!.start ? first.mentions.at(-1)! : null;
  const lists = [
    ...(behind ? [siblingsAfter(behind, around[to]!)] : []),
    ...(before ? [siblingsBefore(before, around[from]!)] : []),
  ];
  const pairs = lists.find((metrics) => metrics.length === count);
  if (pairs) {
    for (let i = 0; i < count; i++) bound[from + i] = { mentions: [pairs[i]!], by: 'words' };
    return;
  }
  // "from 30.1 to 31.5 (measured in PSNR)", "93.1 and 94.2 accuracy": the metric stands behind the last of them.
  const isFrom = /\bfrom\s*$/.test(figures[from]!.before);
  // "a 0.5% accuracy gain with 2.9x and 2.0x lower cost": the nearer one.
  const isNearer = behind !== null && behind.start - figures[to]!.end <= 1;
  if (before && isNearer && !isFrom && figures[from]!.start - before.end < 5) {
    for (let i = from + 1; i < to; i++) bound[i] ??= asListed(first!);
    return;
  }
  // "a performance of 76% and 60% in F1", "68% speed-ups with 1.7% and 1.1% higher accuracy": the metric before is of another.
  const isOthers = behind !== null && before !== null && (isBroad(before) || isTaken(before, figures[from - 1]));
  const shared = before && !(behind && (isFrom || isNearer || isOthers)) ? first! : (last ?? first);
  if (!shared) return;
  for (let i = from; i <= to; i++)
    if (bound[i] === null || shared === first || isFrom || isNearer || isOthers)
      bound[i] = i === from && shared === first ? first! : asListed(shared);
}

/** Right behind the figure that it belongs to. */
const isTaken = ({ start }: LinkedMention, figure: Figure | undefined): boolean =>
  figure !== undefined && start >= figure.end && start - figure.end <= 2;

const asListed = ({ mentions }: MetricFound): MetricFound => ({ mentions, by: 'list' });

// -------------------------------------------------------------------------------------------------------- sharing

const PERCENT = new Set(['%', '% points', 'points', '% relative']);
/** Figures that may measure one thing. */
function isOneKind({ quantity: a }: Figure, { quantity: b }: Figure): boolean {
  if (a.unit === '' && PERCENT.has(b.unit) && b.start - a.end < 8) return true;
  return a.unit === b.unit || (PERCENT.has(a.unit) && PERCENT.has(b.unit));
}
/** "by 7.6 points, from 0.536 to 0.612": a score beside its gain. */
function isScoreAndGain({ quantity: a }: Figure, { quantity: b }: Figure): boolean {
  const isScore = ({ unit, text }: Figure['quantity']) => unit === '' && text.includes('.');
  return (PERCENT.has(a.unit) && isScore(b)) || (isScore(a) && PERCENT.has(b.unit));
}

/** A figure without a metric of its own measures what the one before it does, unless another metric stands between. */
function shareForward(figures: readonly Figure[], around: readonly Statement[], bound: (MetricFound | null)[]): void {
  for (let i = 1; i < figures.length; i++) {
    const [before, figure] = [figures[i - 1]!, figures[i]!];
    const metric = bound[i - 1];
    if (bound[i] || !metric || isShare(figure) || figure.start - before.end > FAR) continue;
    const between = textBetween(around[i]!, before.end, figure.start);
    if (BREAKS.test(between) || IS_NAMED.test(figure.before)) continue;
    if (
      !isOneKind(before, figure) &&
      !(isScoreAndGain(before, figure) && /^[^.;]{0,40}(?:\(|from|by)/.test(between)) &&
      !(figure.quantity.unit === 'x' && IN_APPOSITION.test(between) && TELLS_GAIN.test(figure.after))
    )
      continue;
    if (SAYS_ITSELF.test(figure.after)) continue;
    if (metric.mentions.some(isCompared) && before.quantity.unit !== figure.quantity.unit) continue;
    if (
      metricsOf(around[i]!).some(({ start, end }) => start >= before.end && end <= figure.start && !isOf(metric, start))
    )
      continue;
    bound[i] = asListed(metric);
  }
}
/** "IoU = 0.5, confidence = 0.25": what it is stands before it. */
const IS_NAMED = /[a-zα-ω]\s?=\s*$/i;
/** "of only 0.0089, a 3.8 times improvement over". */
const IN_APPOSITION = /^[^.;0-9]{0,15}(?:--|—|–|\(|,)\s*(?:which is )?(?:an?\s)?(?:nearly |over |almost )?$/;
const TELLS_GAIN = /^-?\s*(?:improvement|reduction|increase|decrease|gain|drop)\b/;
const isOf = ({ mentions }: MetricFound, start: number) => mentions.some((mention) => mention.start === start);

/** In characters: what stands further apart is seldom about one thing. */
const FAR = 150;
const BREAKS = /\b(?:using|requir\w+|faster|slower|fewer|smaller|larger|lighter|parameters?)\b/;
/** "2x faster", "14% fewer parameters": a comparison that says by itself what is measured. */
const SAYS_ITSELF =
  /^\s*-?(?:\s*(?:times|points?|percent|absolute|relative|average))*\s*(?:faster|slower|smaller|larger|fewer|less|cheaper|lighter|shorter|more (?:\w+)|speed-?ups?|acceleration|compression)\b/i;

/** "20% on X and 15% on Y in terms of v-mAP": the metric stands behind the last. */
function shareBackward(figures: readonly Figure[], around: readonly Statement[], bound: (MetricFound | null)[]): void {
  for (let i = figures.length - 2; i >= 0; i--) {
    const [figure, next] = [figures[i]!, figures[i + 1]!];
    const metric = bound[i + 1];
    if (bound[i] || !metric || !isOneKind(figure, next) || isShare(figure) || next.start - figure.end > FAR) continue;
    if (metric.mentions[0]!.start < next.start || SAYS_ITSELF.test(figure.after)) continue;
    const between = textBetween(around[i]!, figure.end, next.start);
    if (BREAKS.test(between) || !LISTS.test(between)) continue;
    bound[i] = asListed(metric);
  }
}
const LISTS = /^\s?\($|(?:,|\band|\/)\s*(?:[\w-]+\s+){0,4}\(?$/;
