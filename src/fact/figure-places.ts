/** Where a figure was measured: its dataset, task and device. */
import type { LinkedMention } from '../types.js';
import { listsOf } from './figure-binding.js';
import { clauseOf } from './figure-slots.js';
import type { Figure } from './figures.js';
import { near, type Statement, textBetween } from './sentences.js';

/** Task or device of a figure: what stands "on X" behind it, else the nearest of the clause. */
export function placeOf(
  statement: Statement,
  figure: Figure,
  type: 'Task' | 'Hardware',
  clause: readonly [number, number],
): LinkedMention | null {
  let best: LinkedMention | null = null;
  let bestScore = -0.5;
  for (const mention of statement.mentions) {
    if (mention.type !== type || !isWithin(mention, clause)) continue;
    const placed = (type === 'Task' ? TASK_PLACED : PLACED).test(before(statement, mention, 25));
    if (type === 'Task' && !placed) continue;
    const between = textOfGap(statement, figure, mention);
    // A figure between means that the mention belongs to that one.
    const crossed = CROSSED.test(between);
    const score =
      2 +
      (placed ? 1 : 0) +
      (mention.start >= figure.end && placed && !crossed ? 1 : 0) -
      (crossed ? 1.5 : 0) -
      between.length / 200;
    if (score <= bestScore) continue;
    best = mention;
    bestScore = score;
  }
  return best;
}
const TASK_PLACED = /\b(?:in|on|for|of)\s+(?:\w+\s+)?$/;
const PLACED = /\b(?:on|in|using|with|for|from)\s+(?:(?:the|a|an|single|one|our|\w+)\s+){0,3}$/;
const CROSSED = /\d(?:\.\d+)?\s?(?:%|x\b)/;

const isWithin = ({ start, end }: LinkedMention, [from, to]: readonly [number, number]) => start >= from && end <= to;
const before = (statement: Statement, { start }: LinkedMention, reach: number): string =>
  textBetween(statement, Math.max(statement.sentence.start, start - reach), start);
const textOfGap = (statement: Statement, figure: Figure, mention: LinkedMention): string =>
  mention.start >= figure.end
    ? textBetween(statement, figure.end, mention.start)
    : textBetween(statement, mention.end, figure.start);

/**
 * What each figure was measured on: its place in two lists ("93.2% and 46.9% on CUHK-SYSU and PRW"), else what stands right before
 * its metric ("ImageNet accuracy") or right before it ("S3DIS (60.8)"), "on X" behind it, the nearest.
 *
 * @param metrics  what each figure measures, or null
 * @returns one entry for each figure, in their order
 */
export function bindDatasets(
  figures: readonly Figure[],
  metrics: readonly (LinkedMention | null)[],
  whole: Statement,
): (LinkedMention | null)[] {
  const found = figures.map((figure, i) => {
    const statement = near(whole, figure.start, figure.end);
    return datasetOf(statement, figure, clauseOf(statement, figure), metrics[i]!);
  });
  // "from 8.04 to 4.40 on FFHQ": both were measured there.
  for (let i = 1; i < figures.length; i++) {
    const [one, other] = [found[i - 1]!, found[i]!];
    if (!/\bfrom\s*$/i.test(figures[i - 1]!.before)) continue;
    if (!/^\s*to\s*$/.test(textBetween(whole, figures[i - 1]!.end, figures[i]!.start))) continue;
    found[i - 1] = found[i] = one.score >= other.score ? one : other;
  }
  const bound = found.map(({ mention }) => mention);
  for (const [from, to] of listsOf(figures, whole)) {
    const isOneMetric = metrics.slice(from, to + 1).every((metric) => metric?.entity === metrics[from]?.entity);
    const sets = isOneMetric ? setsBeside(figures, from, to, whole) : null;
    if (sets) for (let i = from; i <= to; i++) bound[i] = sets[i - from]!;
  }
  return bound;
}

/** As many datasets in a row as there are figures in a row, behind these or before. */
function setsBeside(
  figures: readonly Figure[],
  from: number,
  to: number,
  whole: Statement,
): readonly LinkedMention[] | null {
  const [first, last] = [figures[from]!, figures[to]!];
  const datasets = near(whole, first.start, last.end).mentions.filter(({ type }) => type === 'Dataset');
  const behind = datasets.findIndex(({ start }) => start >= last.end);
  const rows = [rowAt(datasets, behind, whole), rowBefore(datasets, first, whole)];
  return rows.find((row) => row.length === to - from + 1) ?? null;
}

function rowAt(datasets: readonly LinkedMention[], at: number, whole: Statement): LinkedMention[] {
  const row: LinkedMention[] = [];
  for (let i = at; i >= 0 && i < datasets.length; i++) {
    const last = row.at(-1);
    if (last && !AND.test(textBetween(whole, last.end, datasets[i]!.start))) break;
    row.push(datasets[i]!);
  }
  return row;
}
/** The last row that ends before a figure. */
function rowBefore(datasets: readonly LinkedMention[], figure: Figure, whole: Statement): LinkedMention[] {
  let row: LinkedMention[] = [];
  for (let at = 0; at < datasets.length && datasets[at]!.end <= figure.start; at += row.length)
    row = rowAt(datasets, at, whole).filter(({ end }) => end <= figure.start);
  return row;
}
const AND = /^\s*(?:,|,?\s*and|\/|&)\s*(?:the\s+)?$/;

function datasetOf(
  statement: Statement,
  figure: Figure,
  clause: readonly [number, number],
  metric: LinkedMention | null,
): { readonly mention: LinkedMention | null; readonly score: number } {
  const datasets = statement.mentions.filter(({ type }) => type === 'Dataset');
  let best: LinkedMention | null = null;
  // The only one of a sentence is it, unless something speaks against that.
  let bestScore = datasets.every(({ entity }) => entity === datasets[0]!.entity) ? -1.5 : -0.5;
  for (const mention of datasets) {
    const between = textOfGap(statement, figure, mention);
    const isAfter = mention.start >= figure.end;
    const crossed = CROSSED.test(between) || /\d\.\d/.test(between);
    const lead = before(statement, mention, 60);
    const placed = PLACED.test(lead.slice(-25));
    const score =
      (metric && mention.end < metric.start && OF_METRIC.test(textBetween(statement, mention.end, metric.start))
        ? 3
        : 0) +
      (!isAfter && RIGHT_BEFORE.test(between) ? 3 : 0) +
      (isWithin(mention, clause) ? 2 : 0) +
      (placed ? 1 : 0) +
      (isAfter && placed && !crossed ? 1 : 0) -
      (crossed ? 1.5 : 0) -
      (!isAfter && TAKEN.test(lead) ? 1.2 : 0) -
      (isAfter && GOES_ON.test(between) ? 1.2 : 0) -
      (LEARNT_FROM.test(lead) || PRE_TRAINING.test(textBetween(statement, mention.end, mention.end + 14)) ? 2 : 0) -
      between.length / 200;
    if (score <= bestScore) continue;
    best = mention;
    bestScore = score;
  }
  return { mention: best, score: bestScore };
}
/** "8.2% for CoVe, and on AG News": it belongs to what follows. */
const GOES_ON = /,|\band\b/;
/** "S3DIS (60.8)", "on PASCAL VOC 2012 with 85.4% mIoU". */
const RIGHT_BEFORE = /^\s?(?:[(=:]|with (?:an? )?|by |at )\s?$/;
/** "88.55% on ImageNet": an earlier figure has it, the next may share it. */
const TAKEN = /\d(?:\.\d+)?\s?%?(?:\s[\w-]+){0,3}\s(?:on|for|in)\s(?:the\s)?$/;
const PRE_TRAINING = /^[ -]pre-?train/;
const LEARNT_FROM =
  /\b(?:pre-?train\w*|fine-?tun\w*|trained) (?:only |solely |further |exclusively |\w+ )?(?:on|with|from) (?:the )?$/;
const OF_METRIC =
  /^ (?:(?!(?:and|or|with|for|in|on|the|by|of|to|from|at|as|using|our|an?|is|are|we|it|its|achieves?|has|shows?)\b)[\w-]{1,20} ){0,2}$/;
