/**
 * Reported figures: numbers beside the metric they measure, with the method, dataset and hardware that the sentence
 * names.
 */
import { findQuantities, type Quantity } from '../text/quantities.js';
import type { Entity, EntityId, LinkedMention, Result, Slot, Span } from '../types.js';
import { type Statement, spanOf } from './sentences.js';

/** Units that are a measure by themselves; a number without one needs a metric beside it. */
const RATES = /^(?:%|points?|x|fps|db|bleu|ap|map|f1|ppl|iou|miou)$/i;
/** Counts of data, years and hyperparameters: no result. */
const COUNTS =
  /^\s*[-–]?\s*(?:k\s|million|billion|classes|class|languages?|images?|samples?|tasks?|datasets?|layers?|parameters?|epochs?|shot|tokens?|papers?|sentences?|words?|hours? of|videos?|participants?|categories|domains?|benchmarks?|steps?|nodes?|years?|experiments?|types?|stages?|fold|bit|dimension|-dimensional|th\b|st\b|nd\b|rd\b|gpus?|hours?|days?|minutes?)/i;
const GAINS =
  /\b(?:improv\w*|gain\w*|increas\w*|reduc\w*|decreas\w*|boost\w*|speed-?ups?|faster|smaller|fewer|less|more|higher|lower|better|outperform\w*|surpass\w*|exceed\w*|save\w*|saving|drop\w*|rais\w*|above|below|over|by|compression|relative|absolute)\b/i;

/** @param entities  of the paper: "it" and "our method" stand for what it proposes */
export function findResults(statements: readonly Statement[], entities: readonly Entity[]): Result[] {
  const proposed = entities.find((entity) => entity.role === 'proposed' && entity.type === 'Method');
  const results: Result[] = [];
  for (const statement of statements) {
    if (statement.sentence.field === 'title') continue;
    for (const quantity of findQuantities(statement.sentence.text)) {
      const result = readResult(quantity, statement, proposed);
      if (result) results.push(result);
    }
  }
  return results;
}

function readResult(quantity: Quantity, statement: Statement, proposed: Entity | undefined): Result | null {
  const { sentence, mentions } = statement;
  const start = sentence.start + quantity.start;
  const end = sentence.start + quantity.end;
  if (mentions.some((m) => m.start < end && start < m.end && !(m.type === 'Metric' && m.start >= start))) return null;
  const after = sentence.text.slice(quantity.end, quantity.end + 40);
  const before = sentence.text.slice(Math.max(0, quantity.start - 60), quantity.start);
  const isRate = RATES.test(quantity.unit);
  if (!/\d/.test(quantity.text)) return null;
  if (!isRate && COUNTS.test(after)) return null;
  if (quantity.unit === '' && /^(?:19|20)\d\d$/.test(quantity.text)) return null;
  const clause = clauseAround(sentence.text, quantity);
  const metric = nearest(mentions, 'Metric', start, end, isRate ? 120 : 45, clause, sentence.start);
  if (!metric && !(isRate && GAINS.test(before + after))) return null;
  if (!metric && quantity.unit !== 'x' && quantity.unit !== '%') return null;
  const dataset =
    nearest(mentions, 'Dataset', start, end, 200, clause, sentence.start) ??
    nearest(mentions, 'Dataset', start, end, 400, null, sentence.start);
  const hardware = nearest(mentions, 'Hardware', start, end, 200, null, sentence.start);
  const task = nearest(mentions, 'Task', start, end, 200, null, sentence.start);
  const methods = mentions.filter((m) => m.type === 'Method');
  const method = methods.find((m) => m.start < start && !isBaseline(statement, m)) ?? null;
  const baseline = methods.find((m) => isBaseline(statement, m)) ?? null;
  const inferred: Slot[] = [];
  let methodId: EntityId | null = method?.entity ?? null;
  if (methodId === null && proposed && proposed.id !== baseline?.entity) {
    methodId = proposed.id;
    inferred.push('method');
  }
  const spans: Partial<Record<Slot | 'value', Span>> = { value: { field: sentence.field, start, end } };
  const slots = { metric, method, dataset, task, hardware, baseline };
  for (const [slot, mention] of Object.entries(slots)) if (mention) spans[slot as Slot] = spanOf(mention);
  const isGain =
    quantity.unit === 'x' ||
    quantity.unit === 'points' ||
    /\b(?:by|improvement|gain|reduction|increase|decrease|speed-?up|faster|smaller|fewer|less|higher than|above|compression)\b/i.test(
      before.slice(-25) + after.slice(0, 30),
    );
  return {
    metric: metric?.entity ?? null,
    method: methodId,
    dataset: dataset?.entity ?? null,
    task: task?.entity ?? null,
    hardware: hardware?.entity ?? null,
    baseline: baseline?.entity ?? null,
    value: quantity.text,
    amount: quantity.amount,
    unit: quantity.unit,
    kind: isGain ? 'gain' : 'absolute',
    spans,
    inferred,
    confidence: metric ? (isRate ? 0.8 : 0.6) : 0.4,
    evidence: spanOf(sentence),
  };
}

const isBaseline = ({ sentence }: Statement, mention: LinkedMention): boolean =>
  /\b(?:than|over|above|outperform\w*|surpass\w*|compared (?:to|with)|against|vs\.?|versus|beat\w*)\s+(?:the |a |an |both |[^.;,]{0,40}(?:,|\band\b) )?$/i.test(
    sentence.text.slice(Math.max(0, mention.start - sentence.start - 70), mention.start - sentence.start),
  );

/** `[start, end)` of the clause within the sentence. */
function clauseAround(text: string, { start, end }: Quantity): readonly [number, number] {
  const from = Math.max(
    text.lastIndexOf('; ', start),
    text.lastIndexOf(', and ', start),
    text.lastIndexOf(' while ', start),
    0,
  );
  const ends = ['; ', ', and ', ' while '].map((sign) => text.indexOf(sign, end)).filter((at) => at >= 0);
  return [from, Math.min(text.length, ...ends)];
}

function nearest(
  mentions: readonly LinkedMention[],
  type: LinkedMention['type'],
  start: number,
  end: number,
  reach: number,
  clause: readonly [number, number] | null,
  offset: number,
): LinkedMention | null {
  let best: LinkedMention | null = null;
  let bestDistance = reach + 1;
  for (const mention of mentions) {
    if (mention.type !== type) continue;
    if (clause && (mention.start - offset < clause[0] || mention.end - offset > clause[1])) continue;
    // What follows a figure names it more often than what stands before: "93.2% accuracy".
    const distance = mention.start >= end ? mention.start - end : (start - mention.end) * 1.2;
    if (distance >= 0 && distance < bestDistance) {
      best = mention;
      bestDistance = distance;
    }
  }
  return best;
}
