/** What the classifier of mentions adds: kinds of relations that the weights of a paper's pairs do not tell apart. */
import type { EntityId, EntityType, RelationType } from '../types.js';
import type { Group } from './judge.js';
import type { PairSentence } from './pair-features.js';
import { judgePair, type PairModel } from './pair-model.js';
import type { Pair } from './pairs.js';
import type { Place, Profiles } from './profiles.js';
import { isDeniedBetween, MAX_MENTIONS, type Statement } from './sentences.js';

export interface KindsFound {
  /** Index among the statements. */
  readonly at: number;
  readonly pairs: readonly {
    readonly source: EntityId;
    readonly type: RelationType;
    readonly target: EntityId;
    readonly confidence: number;
  }[];
}

/** Pairs that our own gold does not hold: what a dataset is a benchmark for, what a task or a dataset is a part of. */
const isOther = (type: EntityType) => type === 'Dataset' || type === 'Task';
const OTHER_TYPES: ReadonlySet<RelationType> = new Set(['BENCHMARK_FOR', 'SUBTASK_OF', 'SUBCLASS_OF']);
/** What stands further apart, in characters, is hardly ever joined. */
const REACH = 120;
const SURE = 0.5;

export function readKinds({ read }: Profiles, statements: readonly Statement[], model: PairModel): KindsFound[] {
  const found: KindsFound[] = [];
  for (let at = 0; at < statements.length; at++) {
    const statement = statements[at]!;
    const { mentions } = statement;
    const sentence = read[at] ?? null;
    if (sentence === null) continue;
    const pairs: KindsFound['pairs'][number][] = [];
    const count = Math.min(mentions.length, MAX_MENTIONS);
    for (let a = 0; a < count; a++) {
      const first = mentions[a]!;
      if (!isOther(first.type)) continue;
      for (let b = a + 1; b < count; b++) {
        const second = mentions[b]!;
        if (second.start - first.end > REACH) break;
        if (!isOther(second.type) || first.entity === second.entity) continue;
        if (isDeniedBetween(statement, first.end, second.start)) continue;
        if (!judgePair(model, sentence, a, b, probabilities)) continue;
        model.labels.forEach(({ type, way }, k) => {
          if (probabilities[k]! < SURE || type === 'SAME' || type === 'NONE' || !OTHER_TYPES.has(type)) return;
          const [source, target] = way === 'forth' ? [first, second] : [second, first];
          pairs.push({ source: source.entity, type, target: target.entity, confidence: probabilities[k]! });
        });
      }
    }
    if (pairs.length > 0) found.push({ at, pairs });
  }
  return found;
}
const probabilities = new Float64Array(32);

/** Of two things that are related: that the method is trained on the dataset, or is a kind of the other. */
export function subtypeOf(
  { source, closest }: Pair,
  group: Group,
  read: Profiles['read'],
  model: PairModel,
): RelationType | null {
  const wanted = group === 'EVALUATED_ON' ? 'TRAINED_ON' : group === 'BASED_ON' ? 'SUBCLASS_OF' : null;
  if (wanted === null || closest === null) return null;
  const sentence = read[closest.at]!;
  const [a, b] = [mentionAt(sentence, closest.first), mentionAt(sentence, closest.second)];
  if (a < 0 || b <= a || !judgePair(model, sentence, a, b, probabilities)) return null;
  const isForth = source.places.includes(closest.first);
  const label = model.labels.findIndex(({ type, way }) => type === wanted && (way === 'forth') === isForth);
  return label >= 0 && probabilities[label]! > SURE ? wanted : null;
}

const mentionAt = (sentence: PairSentence, { from }: Place): number => sentence.mentionAt[from] ?? -1;
