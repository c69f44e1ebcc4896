/** How right predictions are. Pure: gold and predictions in, figures out. */

import type { CalibrationRow, Row } from './figures.js';
import { type Gold, goldOf, type Prediction } from './gold.js';
import { scoreGraph } from './graph.js';
import {
  crossesStop,
  goldMentions,
  goldRelations,
  type Place,
  type PlacedRelation,
  scoreRelations,
} from './relations.js';
import { SPAN_TYPES, scoreSpans } from './spans.js';

export { type Gold, goldOf, type Place, type PlacedRelation, type Prediction, type Row };

export interface Evaluation {
  readonly rows: readonly Row[];
  /** Percent; graph gold only. */
  readonly roles: number | null;
  /** Percent; graph gold only. */
  readonly oneNode: number | null;
  readonly calibration: readonly CalibrationRow[];
  /** Papers of the gold without a prediction; they count as empty. */
  readonly missing: number;
}

/** The relations that somebody sees between mentions of one text. */
export type Relate = (text: string, mentions: readonly Place[], reading: RelationReading) => readonly PlacedRelation[];
/** Whether relations are looked for within each sentence, or in the text as if it were one. */
export type RelationReading = 'by sentence' | 'as one';

/**
 * How well relations between mentions are found, for gold of spans that holds them: between the mentions that the gold
 * marks, and between our own. Where the gold joins mentions across a full stop (SciER's passages) so do we.
 *
 * @param types  those that the gold annotates
 */
export function evaluateRelations(
  gold: Gold,
  predictions: Iterable<Prediction>,
  relate: Relate,
  types: readonly string[] = SPAN_TYPES,
): Row[] {
  if (gold.kind !== 'spans' || !gold.records.some(({ relations }) => relations?.length)) return [];
  const reading: RelationReading = gold.records.some(crossesStop) ? 'as one' : 'by sentence';
  const byId = new Map<string, Prediction>();
  for (const prediction of predictions) byId.set(prediction.id, prediction);
  const wanted = goldRelations(gold.records);
  const given = new Map<string, readonly PlacedRelation[]>();
  const found = new Map<string, readonly PlacedRelation[]>();
  for (const record of gold.records) {
    const ours = byId.get(record.id)?.mentions ?? [];
    const own = ours.filter(({ field, type }) => field === 'abstract' && types.includes(type));
    given.set(record.id, relate(record.abstract, goldMentions(record, types), reading));
    found.set(record.id, relate(record.abstract, own, reading));
  }
  return [...scoreRelations('gold mentions', wanted, given), ...scoreRelations('end to end', wanted, found)];
}

/** @param types  for gold of spans: the types it annotates */
export function evaluate(gold: Gold, predictions: Iterable<Prediction>, types?: readonly string[]): Evaluation {
  const byId = new Map<string, Prediction>();
  for (const prediction of predictions) byId.set(prediction.id, prediction);
  const missing = gold.records.filter(({ id }) => !byId.has(id)).length;
  if (gold.kind === 'graph') return { ...scoreGraph(gold.records, byId), missing };
  return { ...scoreSpans(gold.records, byId, types), roles: null, oneNode: null, missing };
}

/** The table for people, line by line. */
export function writeEvaluation({ rows, roles, oneNode, calibration }: Evaluation): string[] {
  const cell = (value: number) => String(value).padStart(5);
  const lines = rows.map(
    ({ name, p, r, f1, pred, gold }) =>
      `${name.padEnd(30)} P ${cell(p)}  R ${cell(r)}  F1 ${cell(f1)}   (${pred} predicted, ${gold} gold)`,
  );
  if (roles !== null) lines.push(`role right for ${roles} % of the found; ${oneNode} % of the found stand as one node`);
  if (calibration.length > 0) lines.push('', 'confidence      n   mean  right');
  for (const { from, to, n, confidence, right } of calibration)
    lines.push(`${from.toFixed(1)} to ${to.toFixed(1)} ${String(n).padStart(6)}  ${cell(confidence)}  ${cell(right)}`);
  return lines;
}
