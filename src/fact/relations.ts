/** Typed pairs within a sentence, by the words that stand around and between. */
import type { Entity, EntityId, EntityType, LinkedMention, Relation, RelationType, Result } from '../types.js';
import { type Statement, spanOf, textBetween } from './sentences.js';

/** Negated and hedged sentences say what is not, or only might be. */
const NOT_SO = /\b(?:not|cannot|never|fails? to|unable to|could be|might be|may be|without)\b/;
const BETTER =
  /\b(?:outperform\w*|surpass\w*|exceed\w*|beats?|better than|superior to|improv\w+ (?:over|upon)|higher \w+ than|lower \w+ than|above)\b/;
const COMPARED = /\b(?:compar\w+|versus|vs\.?|than|against|baselines?|outperform\w*|surpass\w*)\b/;
const PART =
  /\b(?:based on|built on|builds? (?:up)?on|using|uses?|with|combin\w+|integrat\w+|incorporat\w+|employ\w*|leverag\w*|contains?|consists? of|extends?|adopts?|via|adds?|on top of)\b/;
const FOR = /\b(?:for|to|of|on|in|solv\w+|address\w*|tackl\w+|perform\w*|handl\w+|improv\w+|appl\w+)\b/;
const EVALUATES =
  /\b(?:on|evaluat\w+|test\w*|experiment\w*|achiev\w+|reach\w*|obtain\w*|benchmark\w*|validat\w+|across|results?|attain\w*)\b/;
const TRAINED =
  /\b(?:pre-?)?(?:trained|training|train|fine-?tuned?|fine-?tuning) (?:it |them |our \w+ )?(?:on|with|using|over)\b/;
const KIND = /^,? (?:is|are) (?:a|an|the) (?:\w+ ){0,3}$|^, (?:a|an) (?:\w+ ){0,3}$/;

/**
 * @param statements  sentences with their mentions
 * @param entities    of the paper; what it proposes stands in where a sentence says "it" or "our method"
 * @returns without doubles: one for each source, type and target, the surest first met
 */
export function findRelations(
  statements: readonly Statement[],
  entities: readonly Entity[],
  results: readonly Result[],
): Relation[] {
  const proposed = entities.find((entity) => entity.role === 'proposed' && entity.type === 'Method') ?? null;
  const found = new Map<string, Relation>();
  const put = (relation: Relation) => {
    const key = `${relation.source} ${relation.type} ${relation.target}`;
    const before = found.get(key);
    if (relation.source !== relation.target && (!before || before.confidence < relation.confidence))
      found.set(key, relation);
  };
  for (const statement of statements) {
    for (const relation of inStatement(statement)) put(relation);
    if (proposed) for (const relation of ofTheProposed(statement, proposed)) put(relation);
  }
  for (const result of results) for (const relation of ofResult(result)) put(relation);
  return [...found.values()];
}

function relate(
  statement: Statement,
  source: EntityId,
  type: RelationType,
  target: EntityId,
  confidence: number,
  inferred = false,
): Relation {
  return { source, type, target, evidence: spanOf(statement.sentence), confidence, inferred };
}

function inStatement(statement: Statement): Relation[] {
  const { sentence, mentions } = statement;
  const relations: Relation[] = [];
  const text = sentence.text.toLowerCase();
  for (let i = 0; i < mentions.length; i++)
    for (let j = i + 1; j < mentions.length && j < i + 8; j++) {
      const [a, b] = [mentions[i]!, mentions[j]!];
      const between = textBetween(statement, a.end, b.start);
      if (between.length > 160 || /[;]/.test(between)) continue;
      const relation = ofPair(statement, a, b, between, text);
      if (relation && !NOT_SO.test(between)) relations.push(relation);
    }
  return relations;
}

function ofPair(
  statement: Statement,
  a: LinkedMention,
  b: LinkedMention,
  between: string,
  text: string,
): Relation | null {
  const pair = (x: EntityType, y: EntityType) =>
    a.type === x && b.type === y ? [a, b] : a.type === y && b.type === x ? [b, a] : null;
  const ends = (pair: LinkedMention[]) => [pair[0]!.entity, pair[1]!.entity] as const;
  const isTitle = statement.sentence.field === 'title';
  if (a.type === 'Method' && b.type === 'Method') {
    if (BETTER.test(between) && !/\b(?:by|is|are) (?:outperformed|surpassed)/.test(between))
      return relate(statement, a.entity, 'OUTPERFORMS', b.entity, 0.7);
    if (COMPARED.test(between)) return relate(statement, a.entity, 'COMPARED_WITH', b.entity, 0.6);
    if (KIND.test(between)) return relate(statement, a.entity, 'SUBCLASS_OF', b.entity, 0.6);
    if (PART.test(between) && between.length < 70) return relate(statement, b.entity, 'PART_OF', a.entity, 0.5);
    return null;
  }
  let found = pair('Method', 'Task');
  if (found && found[0] === a && FOR.test(between) && between.length < 90)
    return relate(statement, ...spread(ends(found), 'USED_FOR'), isTitle || /\bfor\b/.test(between) ? 0.75 : 0.5);
  if (found && found[0] === b && /\b(?:using|with|via|by|based on|through)\b/.test(between) && between.length < 60)
    return relate(statement, ...spread(ends(found), 'USED_FOR'), 0.65);
  found = pair('Method', 'Dataset');
  if (found) {
    if (TRAINED.test(between)) return relate(statement, ...spread(ends(found), 'TRAINED_ON'), 0.7);
    if (EVALUATES.test(between) || EVALUATES.test(text))
      return relate(statement, ...spread(ends(found), 'EVALUATED_ON'), between.length < 80 ? 0.65 : 0.45);
    return null;
  }
  found = pair('Dataset', 'Task');
  if (
    found &&
    found[0] === a &&
    /^\s*(?:\([^)]*\) )?(?:for|,? an? [\w -]*(?:benchmark|dataset|corpus) for)/.test(between)
  )
    return relate(statement, ...spread(ends(found), 'BENCHMARK_FOR'), 0.7);
  found = pair('Method', 'Hardware');
  if (found && /\b(?:on|using|with|run\w*|train\w*|deploy\w*)\b/.test(between))
    return relate(statement, ...spread(ends(found), 'RUNS_ON'), 0.7);
  found = pair('Task', 'Metric');
  if (found && between.length < 50 && /\b(?:in|on|for|of|achiev\w+|with)\b|^ $/.test(between))
    return relate(statement, ...spread(ends(found), 'MEASURED_BY'), 0.5);
  return null;
}

const spread = <T extends RelationType>([source, target]: readonly [EntityId, EntityId], type: T) =>
  [source, type, target] as const;

/** "It reaches …", "our model is evaluated on …": the sentence names no method of its own before the thing. */
function ofTheProposed(statement: Statement, proposed: Entity): Relation[] {
  const { sentence, mentions } = statement;
  if (sentence.field === 'title' || mentions.some((m) => m.entity === proposed.id)) return [];
  const text = sentence.text.toLowerCase();
  if (
    !/\b(?:we|our|it|its|the (?:proposed|resulting)|this (?:method|model|approach|framework|network|algorithm)|results?|experiments?)\b/.test(
      text,
    )
  )
    return [];
  const relations: Relation[] = [];
  for (const mention of mentions) {
    const before = textBetween(statement, sentence.start, mention.start);
    if (NOT_SO.test(before)) continue;
    if (mention.type === 'Dataset' && EVALUATES.test(before))
      relations.push(
        relate(
          statement,
          proposed.id,
          TRAINED.test(before) ? 'TRAINED_ON' : 'EVALUATED_ON',
          mention.entity,
          0.55,
          true,
        ),
      );
    if (mention.type === 'Hardware' && /\b(?:on|with|using)\b/.test(before))
      relations.push(relate(statement, proposed.id, 'RUNS_ON', mention.entity, 0.5, true));
    if (mention.type === 'Method' && BETTER.test(before))
      relations.push(relate(statement, proposed.id, 'OUTPERFORMS', mention.entity, 0.55, true));
  }
  return relations;
}

/** A figure says what its metric measures. */
function ofResult(result: Result): Relation[] {
  const { method, dataset, metric, hardware, baseline, evidence, inferred } = result;
  const isInferred = inferred.includes('method');
  const relations: Relation[] = [];
  const add = (source: EntityId | null, type: RelationType, target: EntityId | null, confidence: number) => {
    if (source && target) relations.push({ source, type, target, evidence, confidence, inferred: isInferred });
  };
  add(method, 'MEASURED_BY', metric, 0.6);
  add(method, 'EVALUATED_ON', dataset, 0.6);
  add(method, 'RUNS_ON', hardware, 0.6);
  if (result.kind === 'gain') add(method, 'OUTPERFORMS', baseline, 0.6);
  return relations;
}
