/**
 * Typed pairs of a paper's entities. Three sources: what a sentence says of two mentions in it (a trained classifier and
 * a few plain cues), what it says of the thing that the paper proposes ("it", "our model", or the sentence's own subject
 * left out), and what a reported figure implies. All of it together decides.
 */
import type { Entity, EntityId, Relation, RelationType, Result } from '../types.js';
import { baselinesOf } from './baselines.js';
import { readPairs } from './classified.js';
import { readContests } from './contests.js';
import { readCues } from './cues.js';
import { readDevices } from './devices.js';
import { type Candidate, type Extras, judgeAll, Ledger, pickExtras, SIGN, withValue } from './ledger.js';
import type { PairModel } from './pair-model.js';
import { proposedOf, readCentral, readNeighbours, readOfProposed } from './proposed.js';
import type { Statement } from './sentences.js';

/**
 * @param statements  sentences with their mentions
 * @param entities    of the paper; what it proposes stands in where a sentence says "it" or "our method"
 * @param model       the trained classifier; null: cues alone
 * @returns one for each source, type and target, with its best sentence, in order of that sentence
 */
export function findRelations(
  statements: readonly Statement[],
  entities: readonly Entity[],
  results: readonly Result[],
  model: PairModel | null = null,
): Relation[] {
  return judgeAll(collectCandidates(statements, entities, results, model));
}

/** All pairs that something speaks for, with what speaks for them; those that are no relation among them. */
export function collectCandidates(
  statements: readonly Statement[],
  entities: readonly Entity[],
  results: readonly Result[],
  model: PairModel | null,
): Candidate[] {
  const proposed = proposedOf(entities, statements);
  const ledger = new Ledger(entities, statements, proposed);
  for (const statement of statements) {
    if (statement.mentions.length === 0) continue;
    const against = baselinesOf(statement);
    readNeighbours(statement, ledger);
    if (model) readPairs(statement, model, ledger);
    readCues(statement, ledger);
    readContests(statement, against, proposed, results, ledger);
    if (proposed) readOfProposed(statement, proposed, against, ledger);
    readDevices(statement, proposed, ledger);
  }
  readCentral(statements, entities, proposed, ledger);
  for (const result of results) readResult(result, ledger);
  return ledger.candidates();
}

/** A figure says what its metric measures, and where. */
function readResult(result: Result, ledger: Ledger): void {
  const { method, dataset, metric, hardware, baseline, evidence, inferred, confidence } = result;
  const isInferred = inferred.includes('method');
  const say = (
    source: EntityId | null,
    type: RelationType,
    target: EntityId | null,
    sure: number,
    extras: Extras = {},
  ) => {
    if (source && target)
      ledger.say(
        {
          source,
          type,
          target,
          evidence,
          confidence: sure * Math.min(1, confidence + 0.1),
          inferred: isInferred,
          ...extras,
        },
        SIGN.figure,
      );
  };
  say(method, 'MEASURED_BY', metric, 0.75);
  say(method, 'EVALUATED_ON', dataset, 0.7);
  say(method, 'RUNS_ON', hardware, 0.6);
  if (result.kind === 'gain' && baseline)
    say(
      method,
      'OUTPERFORMS',
      baseline,
      0.6,
      pickExtras({ ...withValue('metric', metric), ...withValue('dataset', dataset), margin: result.amount }),
    );
}
