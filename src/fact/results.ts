/**
 * Reported figures: numbers beside the metric they measure, with the method, dataset and hardware that the sentence
 * names.
 */
import type { Entity, EntityId, LinkedMention, Result, Slot, Span } from '../types.js';
import { baselinesOf } from './baselines.js';
import { bindMetrics, isShare } from './figure-binding.js';
import { type MetricFound, soleQuality, wordForQuality } from './figure-metric.js';
import { bindDatasets, placeOf } from './figure-places.js';
import { baselineOf, clauseOf, isOfOthers, methodOf } from './figure-slots.js';
import { type Figure, figuresOf } from './figures.js';
import { near, type Statement, spanOf, textBetween } from './sentences.js';

/**
 * @param proposed  what "it" and "our method" stand for; null: nobody knows
 * @returns in reading order; a figure that measures two things ("memory and latency by 16x") gives two results
 */
export function findResults(statements: readonly Statement[], proposed: Entity | null): Result[] {
  const results: Result[] = [];
  let meant: Meant | null = null;
  for (const [i, statement] of statements.entries()) {
    if (statement.sentence.field === 'title') continue;
    const figures = figuresOf(statement);
    if (figures.length === 0) continue;
    meant ??= {
      sole: soleQuality(statements),
      performance: wordForQuality(statements),
      dataset: soleDataset(statements),
    };
    const elsewhere = namesData(statement) ? null : datasetBefore(statements, i, meant.dataset);
    results.push(...readFigures(figures, statement, { proposed, elsewhere }, meant));
  }
  return results;
}

/** "8x smaller", "14% fewer parameters": a comparison that says by itself what is measured. */
const COMPARATIVE =
  /^\s*-?(?:\s*(?:times|points?|percent|absolute|relative|average))*\s*(?:faster|slower|smaller|larger|fewer|less|cheaper|higher|lower|better|more (?:efficient|accurate|compact|parameter|data|sample)|speed-?ups?|acceleration|compression|reductions?|improvements?|gains?|savings?|lighter|shorter|increase|decrease|activation compression|model compression)\b/i;
/** "outperforms X by 12.4%", "improves over the baseline by 8.3 points". */
const BETTER_BY =
  /\b(?:outperform\w*|surpass\w*|beat\w*|exceed\w*|improv\w+ (?:up)?on|improv\w+ over)\b[^.;:]{0,60} by (?:up to |over |about |around |more than |an average of |a margin of |at least |as much as )?$/i;

interface Meant {
  /** What a figure measures that stands beside no metric. */
  readonly sole: LinkedMention | null;
  readonly performance: LinkedMention | null;
  /** The only one of the paper. */
  readonly dataset: EntityId | null;
}

/** What the figures of a sentence that names no data were measured on: the one set that the sentences before name, else that of the paper. */
function datasetBefore(statements: readonly Statement[], at: number, ofPaper: EntityId | null): EntityId | null {
  for (let i = at - 1; i >= 0 && i >= at - LOOK_BACK; i--)
    if (namesData(statements[i]!)) return soleDataset([statements[i]!]);
  return ofPaper;
}
const LOOK_BACK = 2;
/** The only dataset, if it has a name: "images", "our corpus" may be what it was learnt from. */
function soleDataset(statements: readonly Statement[]): EntityId | null {
  let sole: EntityId | null = null;
  let isNamed = false;
  for (const { mentions } of statements)
    for (const { type, entity, text } of mentions) {
      if (type !== 'Dataset') continue;
      if (sole !== null && sole !== entity) return null;
      sole = entity;
      isNamed ||= NAMED.test(text);
    }
  return isNamed ? sole : null;
}
const NAMED = /\p{L}[^\s]*\p{Lu}|\d/u;

function readFigures(
  figures: readonly Figure[],
  whole: Statement,
  { proposed, elsewhere }: Pick<Known, 'proposed' | 'elsewhere'>,
  { sole, performance }: Meant,
): Result[] {
  const results: Result[] = [];
  const against = baselinesOf(whole);
  const bound = bindMetrics(figures, whole, sole, performance);
  const datasets = bindDatasets(
    figures,
    bound.map((metric) => metric?.mentions[0] ?? null),
    whole,
  );
  let previous = null as { figure: Figure; isGain: boolean } | null;
  for (let i = 0; i < figures.length; i++) {
    const figure = figures[i]!;
    const known = { proposed, against, dataset: datasets[i]!, elsewhere };
    const { unit } = figure.quantity;
    const statement = near(whole, figure.start, figure.end);
    const isGain: boolean =
      isDifference(figure) ||
      (previous?.isGain === true &&
        previous.figure.quantity.unit === unit &&
        LISTS_GAINS.test(textBetween(statement, previous.figure.end, figure.start)));
    const metric = bound[i]!;
    if (metric === null) {
      const comparative =
        (unit === '%' || unit === 'x' || unit === 'orders of magnitude') &&
        (COMPARATIVE.test(figure.after) ||
          (unit !== '%' && /\b(?:speed-?ups?|faster|accelerat\w+|factor of)\b/i.test(figure.before.slice(-30))));
      const gain = (unit === '%' || unit === 'points' || unit === '% points') && BETTER_BY.test(figure.before);
      if ((comparative || gain) && !isShare(figure)) {
        const result = toResult(figure, isGain, null, 'near', statement, known);
        // Without a metric a figure says something only of two things that are named.
        if (result.method && result.baseline) results.push(result);
      }
      continue;
    }
    if (isShare(figure) && (metric.by !== 'words' || isOfWhole(figure, metric.mentions[0]!, statement))) continue;
    for (const mention of metric.mentions) results.push(toResult(figure, isGain, mention, metric.by, statement, known));
    previous = { figure, isGain };
  }
  return results;
}

/** What one may need a part of: "only 4% of the compute budget". */
const COST = /cost|time|memory|comput|budget|energy|flops|latency|parameter|storage/i;
/** "10% of the data with high accuracy"; but "97% of its accuracy" is one of accuracy. */
const isOfWhole = (figure: Figure, metric: LinkedMention, statement: Statement): boolean =>
  metric.start > figure.end + 1 &&
  !(COST.test(metric.text) && /^ of the $/.test(textBetween(statement, figure.end, metric.start))) &&
  !/^\s+of\s+(?:(?:the |its |their |our )?(?:original |full |baseline )|its |their |our )?$/.test(
    textBetween(statement, figure.end, metric.start),
  );
/** "by 70.5%, 32.6% and 33.7%": what follows a gain in a list is one; "by 3% to 92%" ends at a value. */
const LISTS_GAINS =
  /^\s*(?:,|\/|and|, and|or|in|on|for|[^.;]{0,40}(?:,|,? and)(?:\s+by)?)\s*(?:[^.;0-9]{0,30}\bby\s+)?$/;
const GAIN_BEFORE =
  /(?:\bby(?: up to| over| around| about| approximately| nearly| at least| more than| as much as| almost| roughly| an? (?:average|additional|margin|factor|absolute|relative)(?: of)?| a (?:large|significant) margin(?: of)?)?|\b(?:improvements?|enhancements?|gains?|reductions?|increases?|decreases?|drops?|boosts?|savings?|margins?|speed-?ups?|advantage|difference|drop|decline|rise)\b[^.;]{0,25}?(?:of|to|by|up to|from|over|:)?(?: up to| over| around| about| nearly| almost| approximately| at least| more than)?|\b(?:outperform\w*|surpass\w*|improv\w+|exceed\w*|beat\w*)\b[^.;]{0,40} (?:by|with) [^.;]{0,25}|\bfactor of|\bsav(?:es|ing|ed)|\breduc(?:es?|ing|ed)(?: up to)?|\bof (?:up to )?)\s*[~≈+<>(]*$/i;
const GAIN_AFTER =
  /^(?:\s?(?:,|and|, and|or)\s[\d.]{1,6}\s?%)?[\s()-]*(?:\w+[\s-]+){0,3}?(?:improvements?|gains?|reductions?|increases?|decreases?|drops?|boosts?|savings?|enhancements?|speed-?ups?|higher|lower|better|worse|faster|slower|smaller|fewer|less|larger|cheaper|shorter|acceleration|relative|compression|above|below|ahead of)\b/i;
const CONFIDENCE_BY = { words: 0.9, list: 0.8, near: 0.6, earlier: 0.5 } as const;

/** What is known of a figure before its sentence is asked. */
interface Known {
  /** What "it" and "our method" stand for. */
  readonly proposed: Entity | null;
  readonly against: ReadonlySet<LinkedMention>;
  readonly dataset: LinkedMention | null;
  /** What other sentences say that it was measured on. */
  readonly elsewhere: EntityId | null;
}

function toResult(
  figure: Figure,
  isGain: boolean,
  metric: LinkedMention | null,
  by: MetricFound['by'],
  statement: Statement,
  { proposed, against, dataset, elsewhere }: Known,
): Result {
  const { quantity, start, end } = figure;
  const { sentence } = statement;
  const inferred: Slot[] = metric && by === 'earlier' ? ['metric'] : [];
  const spans: Partial<Record<Slot | 'value', Span>> = { value: { field: sentence.field, start, end } };
  const clause = clauseOf(statement, figure);
  const baseline = baselineOf(statement, figure, clause, against);
  const found: Readonly<Record<Exclude<Slot, 'method'>, LinkedMention | null>> = {
    metric,
    dataset,
    task: placeOf(statement, figure, 'Task', clause),
    hardware: placeOf(statement, figure, 'Hardware', clause),
    baseline,
  };
  const others = isOfOthers(figure);
  const method = others
    ? null
    : methodOf(statement, figure, clause, baseline, { against, proposed: proposed?.id ?? null });
  for (const slot of ['metric', 'dataset', 'task', 'hardware', 'baseline'] as const)
    if (found[slot] && !inferred.includes(slot)) spans[slot] = spanOf(found[slot]);
  if (method) spans.method = spanOf(method);
  let methodId: EntityId | null = method?.entity ?? null;
  if (!others && methodId === null && proposed && proposed.id !== baseline?.entity) {
    methodId = proposed.id;
    inferred.push('method');
  }
  if (elsewhere) inferred.push('dataset');
  return {
    metric: metric?.entity ?? null,
    method: methodId,
    dataset: dataset?.entity ?? elsewhere,
    task: found.task?.entity ?? null,
    hardware: found.hardware?.entity ?? null,
    baseline: baseline?.entity ?? null,
    value: quantity.text,
    amount: quantity.amount,
    unit: quantity.unit,
    kind: isGain ? 'gain' : 'absolute',
    spans,
    inferred,
    confidence: Math.max(
      0.05,
      (metric ? CONFIDENCE_BY[by] : 0.45) - (quantity.unit === '' ? 0.1 : 0) - (HEDGED.test(figure.before) ? 0.2 : 0),
    ),
    evidence: spanOf(sentence),
  };
}
const namesData = ({ mentions }: Statement): boolean => mentions.some(({ type }) => type === 'Dataset');
const HEDGED = /\b(?:could|might|may|would|expected to|potentially|theoretically|not)\b[^,;]{0,40}$/i;

function isDifference({ quantity, before, after }: Figure): boolean {
  const { unit } = quantity;
  if (
    unit === 'x' ||
    unit === 'points' ||
    unit === '% points' ||
    unit === '% relative' ||
    unit === 'orders of magnitude'
  )
    return true;
  if (/^[+]/.test(quantity.text)) return true;
  if (GAIN_AFTER.test(after.slice(0, 45))) return true;
  const near = before.slice(-70);
  // "drops from 12 ms to 5 ms"
  if (/\bfrom\s*$/.test(near) && /^\s+to\s/.test(after)) return false;
  return (
    GAIN_BEFORE.test(near) &&
    !/(?:(?<!\bup )\bto|\baccuracy of|score of|rate of|error of|precision of|recall of|auc of|f1 of|speed of|latency of|performance of)\s*$/i.test(
      near,
    ) &&
    !(
      /\bof\s*$/i.test(near) &&
      !/\b(?:improvements?|enhancements?|gains?|reductions?|increases?|decreases?|drops?|boosts?|savings?|margins?|speed-?ups?|factor|advantage)\b[^.;]{0,30}of\s*$/i.test(
        near,
      )
    )
  );
}
