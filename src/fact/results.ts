/**
 * Reported figures: numbers beside the metric they measure, with the method, dataset and hardware that the sentence
 * names.
 */
import { findQuantities, type Quantity } from '../text/quantities.js';
import type { Entity, EntityId, EntityType, LinkedMention, Result, Slot, Span } from '../types.js';
import { near, type Statement, spanOf, textBetween } from './sentences.js';

/**
 * @param entities  of the paper: "it" and "our method" stand for what it proposes
 * @returns in reading order; a figure that measures two things ("memory and latency by 16x") gives two results
 */
export function findResults(statements: readonly Statement[], entities: readonly Entity[]): Result[] {
  const proposed = entities.find((entity) => entity.role === 'proposed' && entity.type === 'Method') ?? null;
  const results: Result[] = [];
  for (const statement of statements) {
    if (statement.sentence.field === 'title' || !MAY_HOLD_FIGURE.test(statement.sentence.text)) continue;
    results.push(...readFigures(figuresOf(statement), statement, proposed));
  }
  return results;
}

const MAY_HOLD_FIGURE = /\d|\b(?:times|fold|half|orders? of magnitude)\b/;

/** A number that may be a result, with the text around it. */
interface Figure {
  readonly quantity: Quantity;
  /** In the field. */
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly after: string;
}

/** Units that only results have. */
const RATES = new Set(['%', '% points', '% relative', 'points', 'x', 'FPS', 'dB', 'orders of magnitude']);
/** Devices, amounts of data and of text: never results. */
const COUNTED_UNITS = new Set([
  'GPUs',
  'TPUs',
  'CPUs',
  'B tokens',
  'M tokens',
  'years',
  'months',
  'weeks',
  'bits',
  'B',
  'M',
  'K',
  'km',
  'cm',
  'kHz',
  'Hz',
  'MHz',
  'GHz',
]);
const PLAIN_PARAMETERS = new Set(['B parameters', 'M parameters', 'K parameters', 'parameters']);

/** "iteration 0", "Table 3", "k = 5", "top 5": the word before makes the number a name or a setting. */
const SETTING_BEFORE =
  /(?:\b(?:iteration|epoch|table|figure|fig\.?|section|eq\.?|equation|theorem|lemma|algorithm|chapter|top|step|layer|task|level|version|v|phase|stage|track|type|class|case|rule|part|k|n|m|d|p|t|size of|batch size of|confidence|threshold of|since|until|in|by|from|of|and|between|year|before|after|ranked|ranks|rank|no\.|number|#)|[a-z] ?[=<>≤≥])\s*$/i;
const SHARE_AFTER =
  /^\s*(?:of|from)\s+(?:the|all|our|their|its|these|those|which|users|people|participants|papers|training|train|label\w*|data|samples|examples|images|cases|instances|respondents|patients|sentences|words|tokens|parameters|weights|neurons|papers|queries|questions|pages|annotations|articles|tweets|students|documents)\b|^\s*(?:labeled|labelled|labels?|annotated|training data|of labels|supervision|confidence|missing|unlabeled)\b/i;
const NO_RESULT_AFTER =
  /^\s*-?\s*(?:cross-?\s?validation|training data|confidence|CI\b|credible|significance|prediction interval)/i;

function figuresOf(statement: Statement): Figure[] {
  const { sentence } = statement;
  const figures: Figure[] = [];
  for (const quantity of findQuantities(sentence.text).flatMap((each) => ends(each, sentence.text))) {
    const start = sentence.start + quantity.start;
    const end = sentence.start + quantity.end;
    const around = near(statement, start, end);
    const { mentions } = around;
    if (mentions.some((m) => m.start < end && start < m.end && m.type !== 'Metric')) continue;
    // "top-1 accuracy", "F1 of 0.9": a number within a metric's name is no figure, a unit that is one may be.
    if (mentions.some((m) => m.type === 'Metric' && m.start <= start && end <= m.end)) continue;
    const before = sentence.text.slice(Math.max(0, quantity.start - 80), quantity.start);
    const after = sentence.text.slice(quantity.end, quantity.end + 90);
    if (quantity.unit === '' && !isBareFigure(around, end, after)) continue;
    if (COUNTED_UNITS.has(quantity.unit) || NO_RESULT_AFTER.test(after)) continue;
    if (quantity.unit === '' && isNoFigure(quantity, before, after)) continue;
    if (
      PLAIN_PARAMETERS.has(quantity.unit) &&
      !/\b(?:only|just|fewer|less)\b/.test(before.slice(-20) + after.slice(0, 20))
    )
      continue;
    figures.push({ quantity, start, end, before, after });
  }
  return figures;
}

/** "from 72.69% to 76.77%" reports two figures, "4x to 8x" a range. */
function ends(quantity: Quantity, text: string): Quantity[] {
  const to = quantity.text.search(/ to /);
  if (
    quantity.upper === null ||
    to < 0 ||
    !/\bfrom\s*$/.test(text.slice(Math.max(0, quantity.start - 8), quantity.start))
  )
    return [quantity];
  const { start, end, unit, amount, upper } = quantity;
  return [
    { start, end: start + to, text: quantity.text.slice(0, to), amount, upper: null, unit },
    { start: start + to + 4, end, text: quantity.text.slice(to + 4), amount: upper, upper: null, unit },
  ];
}

/** A bare number: years, settings, ordinals, sizes of images and reference marks are none. */
function isNoFigure({ text, amount }: Quantity, before: string, after: string): boolean {
  if (/^(?:19|20)\d\d$/.test(text)) return true;
  if (amount === 0 && text === '0') return true;
  if (/^[)$]/.test(after) && !/\(\s*(?:[^)]*[\s:=])?$/.test(before)) return true; // "and 2) …", "$2$-norm"
  if (/[[(]\s*$/.test(before) && /^\s*[)\]]/.test(after) && Number.isInteger(amount) && amount < 200) return true;
  if (/^\s*[x×]\s*\d/.test(after) || /\d\s*[x×]\s*$/.test(before)) return true;
  if (/^\s*(?:st|nd|rd|th)\b/.test(after)) return true;
  if (
    Number.isInteger(amount) &&
    !/[.]/.test(text) &&
    SETTING_BEFORE.test(before) &&
    !/\b(?:of|from|by|and|to|score|in)\s*$/i.test(before)
  )
    return true;
  return false;
}

/** "93.2 accuracy", "0.9 on X", "0.9.": a noun that is no metric behind a bare number makes it a count. */
function isBareFigure({ mentions }: Statement, end: number, after: string): boolean {
  if (mentions.some((m) => m.type === 'Metric' && m.start >= end && m.start <= end + 2)) return true;
  return AFTER_BARE.test(after);
}
const AFTER_BARE =
  /^\s*(?:$|[.,;:)/(&\]–—-]|(?:on|in|for|and|to|or|over|at|with|when|using|by|vs\.?|versus|from|while|compared|respectively|under|than|after|without|as|against|across|respectively|which|outperforming|absolute|average|better|higher|lower|worse|points?|improvement|gain|macro|micro|test|top)\b)/i;

// ------------------------------------------------------------------------------------------------------------ metric

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

interface MetricFound {
  readonly mentions: readonly LinkedMention[];
  /** `words`: grammar ties them; `near`: they only stand close. */
  readonly by: 'words' | 'near' | 'list';
}

function metricOf(figure: Figure, statement: Statement): MetricFound | null {
  const metrics = statement.mentions.filter((m) => m.type === 'Metric');
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

/** "0.23% for galaxies and 2.1% for quasars": what joins a figure to the one before, whose metric it shares. */
const JOINS_FIGURES =
  /^\s*(?:,|\/|and|, and|or|to|vs\.?|versus|over|compared (?:to|with)|\(|-|–|→|against|while)?\s*(?:\(?(?:for|on|in|with|at)\s+[^,;.0-9]{1,60}\s*(?:,|and|, and|to)\s*)?(?:up to |about |around |approximately |to |over |a |an |only |even |of |from )*$/i;

// ------------------------------------------------------------------------------------------------------------ slots

/** "8x smaller", "14% fewer parameters": a comparison that says by itself what is measured. */
const COMPARATIVE =
  /^\s*-?(?:\s*(?:times|points?|percent|absolute|relative|average))*\s*(?:faster|slower|smaller|larger|fewer|less|cheaper|higher|lower|better|more (?:efficient|accurate|compact|parameter|data|sample)|speed-?ups?|acceleration|compression|reductions?|improvements?|gains?|savings?|lighter|shorter|increase|decrease|activation compression|model compression)\b/i;
/** "outperforms X by 12.4%", "improves over the baseline by 8.3 points". */
const BETTER_BY =
  /\b(?:outperform\w*|surpass\w*|beat\w*|exceed\w*|improv\w+ (?:up)?on|improv\w+ over)\b[^.;:]{0,60} by (?:up to |over |about |around |more than |an average of |a margin of |at least |as much as )?$/i;
const REDUCTIONS =
  /\b(?:reductions?|speed-?ups?|gains?|improvements?|savings?|increases?) of (?:up to |about |around |over )?$/i;
const REPORTS =
  /\b(?:achiev\w+|reach\w*|obtain\w*|attain\w*|yield\w*|improv\w+|outperform\w*|surpass\w*|exceed\w*|reduc\w+|increas\w+|decreas\w+|boost\w*|gain\w*|sav\w+|scor\w+|gets?|report\w*|show\w*|demonstrat\w+|accuracy|results?|lead\w*|led|by|deliver\w*|accelerat\w+|speed\w*|cut\w*|lower\w*|beat\w*|up to|perform\w*|better|compress\w+|rang\w+)\b/i;
const GAIN_BEFORE =
  /(?:\bby(?: up to| over| around| about| approximately| nearly| at least| more than| as much as| almost| roughly| an? (?:average|additional|margin|factor|absolute|relative)(?: of)?| a (?:large|significant) margin(?: of)?)?|\b(?:improvements?|gains?|reductions?|increases?|decreases?|drops?|boosts?|savings?|margins?|speed-?ups?|advantage|difference|drop|decline|rise)\b[^.;]{0,25}?(?:of|to|by|up to|from|over|:)?(?: up to| over| around| about| nearly| almost| approximately| at least| more than)?|\b(?:outperform\w*|surpass\w*|improv\w+|exceed\w*|beat\w*)\b[^.;]{0,40} (?:by|with) [^.;]{0,25}|\bfactor of|\bsav(?:es|ing|ed)|\breduc(?:es?|ing|ed)(?: up to)?|\bof (?:up to )?)\s*[~≈+<>(]*$/i;
const GAIN_AFTER =
  /^[\s()-]*(?:\w+[\s-]+){0,3}?(?:improvements?|gains?|reductions?|increases?|decreases?|drops?|boosts?|savings?|speed-?ups?|higher|lower|better|worse|faster|slower|smaller|fewer|less|larger|cheaper|shorter|acceleration|relative|compression)\b/i;

function readFigures(figures: readonly Figure[], whole: Statement, proposed: Entity | null): Result[] {
  const results: Result[] = [];
  const against = baselinesOf(whole);
  let previous: { figure: Figure; metric: MetricFound } | null = null;
  for (let i = 0; i < figures.length; i++) {
    const figure = figures[i]!;
    const { unit } = figure.quantity;
    const statement = near(whole, figure.start, figure.end);
    const own = metricOf(figure, statement);
    const next = figures[i + 1];
    let metric = own;
    if (previous && previous.figure.quantity.unit === unit && (own === null || own.by !== 'words')) {
      const between = textBetween(statement, previous.figure.end, figure.start);
      const inBrackets = between.includes('(') && !between.includes(')');
      const isRepeat =
        unit !== '%'
          ? COMPARATIVE.test(figure.after) || REDUCTIONS.test(figure.before)
          : REDUCTIONS.test(figure.before);
      if (between.length < 90 && (JOINS_FIGURES.test(between) || inBrackets || isRepeat))
        metric = { mentions: previous.metric.mentions, by: 'list' };
    }
    // "from 37.36 to 37.70 (in terms of PSNR)", "93.1 and 94.2 accuracy": the metric stands behind the last of them.
    if (next && next.quantity.unit === unit) {
      const between = textBetween(statement, figure.end, next.start);
      const after = metricOf(next, statement);
      const isPair = /^\s*(?:,|and|to|\/|or|, and|vs\.?|-|–)\s*$/.test(between);
      if (
        isPair &&
        after &&
        (metric === null || (after.mentions[0]!.start > next.start && /\bfrom\s*$/.test(figure.before)))
      )
        metric = { mentions: after.mentions, by: 'list' };
    }
    const share = SHARE_AFTER.test(figure.after);
    if (
      metric === null &&
      RATES.has(unit) &&
      !share &&
      REPORTS.test(figure.before.slice(-45) + figure.after.slice(0, 30))
    ) {
      const near = nearestMetric(figure, statement);
      if (near) metric = { mentions: [near], by: 'near' };
    }
    if (metric === null) {
      const comparative =
        (unit === '%' || unit === 'x' || unit === 'orders of magnitude') &&
        (COMPARATIVE.test(figure.after) ||
          (unit !== '%' && /\b(?:speed-?ups?|faster|accelerat\w+|factor of)\b/i.test(figure.before.slice(-30))));
      const gain = (unit === '%' || unit === 'points' || unit === '% points') && BETTER_BY.test(figure.before);
      if ((comparative || gain) && !share) results.push(toResult(figure, null, 'near', statement, proposed, against));
      continue;
    }
    if (share && (metric.by !== 'words' || metric.mentions[0]!.start > figure.start)) continue;
    if (unit === '' && metric.by === 'near') continue;
    for (const mention of metric.mentions)
      results.push(toResult(figure, mention, metric.by, statement, proposed, against));
    previous = { figure, metric };
  }
  return results;
}

/** The closest metric of the same clause. */
function nearestMetric(figure: Figure, statement: Statement): LinkedMention | null {
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

const CONFIDENCE_BY = { words: 0.9, list: 0.8, near: 0.6 } as const;

function toResult(
  figure: Figure,
  metric: LinkedMention | null,
  by: MetricFound['by'],
  statement: Statement,
  proposed: Entity | null,
  against: ReadonlySet<LinkedMention>,
): Result {
  const { quantity, start, end } = figure;
  const { sentence } = statement;
  const inferred: Slot[] = [];
  const spans: Partial<Record<Slot | 'value', Span>> = { value: { field: sentence.field, start, end } };
  const clause = clauseOf(statement, figure);
  const baseline = baselineOf(statement, figure, clause, against);
  const found: Readonly<Record<Exclude<Slot, 'method'>, LinkedMention | null>> = {
    metric,
    dataset: placeOf(statement, figure, 'Dataset', clause),
    task: placeOf(statement, figure, 'Task', clause),
    hardware: placeOf(statement, figure, 'Hardware', clause),
    baseline,
  };
  const method = methodOf(statement, figure, clause, baseline, against);
  for (const slot of ['metric', 'dataset', 'task', 'hardware', 'baseline'] as const)
    if (found[slot]) spans[slot] = spanOf(found[slot]);
  if (method) spans.method = spanOf(method);
  let methodId: EntityId | null = method?.entity ?? null;
  if (methodId === null && proposed && proposed.id !== baseline?.entity) {
    methodId = proposed.id;
    inferred.push('method');
  }
  const isGain = isDifference(figure);
  return {
    metric: metric?.entity ?? null,
    method: methodId,
    dataset: found.dataset?.entity ?? null,
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
  return (
    GAIN_BEFORE.test(near) &&
    !/(?:(?<!\bup )\bto|\baccuracy of|score of|rate of|error of|precision of|recall of|auc of|f1 of|speed of|latency of|performance of)\s*$/i.test(
      near,
    ) &&
    !(
      /\bof\s*$/i.test(near) &&
      !/\b(?:improvements?|gains?|reductions?|increases?|decreases?|drops?|boosts?|savings?|margins?|speed-?ups?|factor|advantage)\b[^.;]{0,30}of\s*$/i.test(
        near,
      )
    )
  );
}

/** `[start, end)` in the field: the stretch around a figure up to a semicolon, "while", "and achieves", the next figure's clause. */
function clauseOf({ sentence }: Statement, { quantity }: Figure): readonly [number, number] {
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

/** "than X", "outperforming X by", "compared to X", "over X". */
const AGAINST =
  /\b(?:than|over|above|outperform\w*|surpass\w*|exceed\w*|compared (?:to|with|against)|comparison (?:to|with)|comparable (?:to|with)|competitive with|against|vs\.?|versus|beat\w*|relative to|improv\w+ (?:up)?on|instead of|unlike)\s+(?:(?:the|a|an|both|existing|previous|prior|strong|vanilla|standard|original|best|state-of-the-art|sota|recent|baselines?|models?|methods?|such|as|like|including|those|of|competing|other|popular|its|several|two|three|conventional|traditional|well-known|widely-used|powerful|all|baseline)[\s,(:]+)*$/;

const AFTER_LISTED =
  /^\s*(?:$|[,.;)(]|(?:and|or|by|on|in|with|at|for|while|as|under|across|respectively|using|models?|methods?|baselines?)\b)/;
/** The methods of a sentence that stand as what something is compared with, lists included. */
export function baselinesOf(statement: Statement): ReadonlySet<LinkedMention> {
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

function baselineOf(
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
function methodOf(
  statement: Statement,
  figure: Figure,
  clause: readonly [number, number],
  baseline: LinkedMention | null,
  against: ReadonlySet<LinkedMention>,
): LinkedMention | null {
  let best: LinkedMention | null = null;
  let bestScore = 0;
  for (const mention of statement.mentions) {
    if (mention.type !== 'Method' || mention.entity === baseline?.entity || against.has(mention)) continue;
    let score = 0;
    if (mention.end <= figure.start) {
      const between = textBetween(statement, mention.end, figure.start);
      if (SUBJECT_VERB.test(between)) score = 3;
      else if (between.length < 40 && !/\b(?:on|for|of|in|with)\b/.test(between)) score = 1.5;
      if (
        /\b(?:our|the proposed|proposed|using|with|by)\s+(?:\w+\s+)?$/i.test(
          textBetween(statement, Math.max(statement.sentence.start, mention.start - 30), mention.start),
        )
      )
        score += 0.6;
    } else {
      const between = textBetween(statement, figure.end, mention.start);
      if (
        /\b(?:with|using|by|for)\s+(?:the |our |a |an )?$/.test(between) &&
        between.length < 60 &&
        !/[;]/.test(between)
      )
        score = 1.2;
    }
    if (score === 0) continue;
    if (mention.start >= clause[0] && mention.end <= clause[1]) score += 0.5;
    if (score >= bestScore) {
      best = mention;
      bestScore = score;
    }
  }
  // "Our model achieves …": what is proposed, unless another method is the subject.
  if (bestScore < 2.5 && OURS.test(textBetween(statement, Math.max(clause[0], figure.start - 120), figure.start)))
    return null;
  return best;
}
const OURS =
  /\b(?:we|it|our (?:[\w-]+ ){0,2}(?:model|method|approach|system|framework|network|algorithm|architecture|technique|pipeline|solution)s?|(?:the|this) (?:proposed|resulting|new) (?:[\w-]+ ){0,2}\w+)\b/;
const SUBJECT_VERB =
  /^[^.;]{0,80}?\b(?:achiev\w*|reach\w*|obtain\w*|attain\w*|yield\w*|improv\w*|outperform\w*|surpass\w*|exceed\w*|reduc\w*|increas\w*|decreas\w*|boost\w*|gain\w*|sav\w+|scor\w+|gets?|shows?|perform\w*|has|have|is|are|can|deliver\w*|provid\w*|requir\w*|runs?|produc\w*|establish\w*|sets?|takes?|accelerat\w+|speeds?|lowers?|cuts?|beats?|leads?|demonstrat\w+)\b/i;

/** Dataset, task or device of a figure: "on X" behind it, else the nearest of the clause, else the nearest of the sentence. */
function placeOf(
  statement: Statement,
  figure: Figure,
  type: EntityType,
  clause: readonly [number, number],
): LinkedMention | null {
  const all = statement.mentions.filter((m) => m.type === type);
  if (all.length === 0) return null;
  let best: LinkedMention | null = null;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (const mention of all) {
    const inClause = mention.start >= clause[0] && mention.end <= clause[1];
    const isAfter = mention.start >= figure.end;
    const between = isAfter
      ? textBetween(statement, figure.end, mention.start)
      : textBetween(statement, mention.end, figure.start);
    // A figure between means that the mention belongs to that one.
    const crossed = /\d(?:\.\d+)?\s?(?:%|x\b)/.test(between);
    const lead = textBetween(statement, Math.max(statement.sentence.start, mention.start - 25), mention.start);
    const placed =
      type === 'Task'
        ? /\b(?:in|on|for|of)\s+(?:\w+\s+)?$/.test(lead)
        : /\b(?:on|in|using|with|for|from)\s+(?:(?:the|a|an|single|one|our|\w+)\s+){0,3}$/.test(lead);
    if (type !== 'Dataset' && !inClause) continue;
    if (type === 'Task' && !placed) continue;
    const score =
      (inClause ? 2 : 0) +
      (placed ? 1 : 0) +
      (isAfter && placed && !crossed ? 1 : 0) -
      (crossed ? 1.5 : 0) -
      between.length / 200;
    if (score > bestScore) {
      best = mention;
      bestScore = score;
    }
  }
  return bestScore > -0.5 ? best : null;
}
