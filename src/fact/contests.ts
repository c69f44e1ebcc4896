/** Which method is compared with which, and which is better, by what, on what. */
import type { Entity, EntityId, EntityType, LinkedMention, Result } from '../types.js';
import { type Extras, type Ledger, pickExtras, withValue } from './ledger.js';
import { isDenied, OURS, type Statement, spanOf, textBefore, textBetween } from './sentences.js';

const BETTER =
  /\b(?:outperform\w*|surpass\w*|exceed\w*|beats?|beating|better (?:\w+ ){0,3}than|superior to|improv\w+ (?:over|upon|on)|higher (?:\w+ ){0,3}than|lower (?:\w+ ){0,3}than|faster than|more (?:\w+ ){1,3}than|smaller than|fewer (?:\w+ ){1,3}than|above)\b/;
const BEATEN =
  /\b(?:outperformed|surpassed|exceeded|beaten) by\b|\b(?:worse|inferior|lower (?:accuracy|performance)) (?:\w+ ){0,2}(?:than|to)\b/;

/** "X outperforms A and B on D by 2 points": X over each of them, with metric, dataset and margin where said. */
export function readContests(
  statement: Statement,
  against: ReadonlySet<LinkedMention>,
  proposed: Entity | null,
  results: readonly Result[],
  ledger: Ledger,
): void {
  if (against.size === 0) return;
  const { sentence, mentions } = statement;
  const gains = new Map<EntityId, Result>();
  for (const result of results)
    if (
      result.kind === 'gain' &&
      result.baseline &&
      result.evidence.start === sentence.start &&
      !gains.has(result.baseline)
    )
      gains.set(result.baseline, result);
  const extrasOf = contestExtras(statement);
  const isExperiment = /^\s*(?:experiment|result|extensive|empirical|compared)/i.test(sentence.text);
  let candidate: LinkedMention | null = null;
  for (const loser of mentions) {
    if (!against.has(loser)) {
      if (loser.type === 'Method') candidate = loser;
      continue;
    }
    const winner =
      candidate && candidate.entity !== loser.entity && loser.start - candidate.end < MAX_SCOPE ? candidate : null;
    const before = textBefore(statement, loser.start);
    const lead = winner ? textBetween(statement, winner.end, loser.start) : before;
    const usesOurs =
      proposed &&
      proposed.id !== loser.entity &&
      (winner === null || (winner.entity !== proposed.id && OURS.test(lead)));
    const id = usesOurs ? proposed.id : winner?.entity;
    if (!id || (usesOurs && !isExperiment && !OURS.test(before))) continue;
    const scope = lead.slice(-130);
    const isBetter = BETTER.test(scope) && !BEATEN.test(scope);
    const denied = isDenied(statement, scope);
    ledger.say(
      {
        source: id,
        type: isBetter && !denied ? 'OUTPERFORMS' : 'COMPARED_WITH',
        target: loser.entity,
        evidence: spanOf(sentence),
        confidence: usesOurs ? 0.65 : 0.75,
        inferred: Boolean(usesOurs),
        ...(isBetter && !denied ? extrasOf(gains.get(loser.entity)) : {}),
      },
      'contest',
    );
  }
}

/** How far a winner may stand before the loser, in characters. */
const MAX_SCOPE = 400;

/** Metric, dataset and margin of a contest: the figure's, else the only one that the sentence names. */
function contestExtras({ mentions }: Statement): (figure: Result | undefined) => Extras {
  const only = (type: EntityType) => {
    const ids = new Set(mentions.filter((m) => m.type === type).map((m) => m.entity));
    return ids.size === 1 ? [...ids][0] : undefined;
  };
  const [metric, dataset] = [only('Metric'), only('Dataset')];
  return (figure) =>
    pickExtras({
      ...withValue('metric', figure?.metric ?? metric),
      ...withValue('dataset', figure?.dataset ?? dataset),
      ...withValue('margin', figure?.amount),
    });
}
