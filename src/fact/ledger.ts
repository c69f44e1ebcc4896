/** What the sentences of a paper say of its entities, gathered pair by pair. */
import {
  type Entity,
  type EntityId,
  type EntityType,
  RELATION_TYPES,
  type Relation,
  type RelationType,
} from '../types.js';
import { GROUPS, type Group } from './judge.js';

/** Which pairs of types a relation may join. What the classifier or a cue says beyond is dropped. */
const ALLOWED: Readonly<Record<RelationType, readonly (readonly [EntityType, EntityType])[]>> = {
  USED_FOR: [['Method', 'Task']],
  EVALUATED_ON: [['Method', 'Dataset']],
  TRAINED_ON: [['Method', 'Dataset']],
  COMPARED_WITH: [['Method', 'Method']],
  OUTPERFORMS: [['Method', 'Method']],
  PART_OF: [['Method', 'Method']],
  BASED_ON: [['Method', 'Method']],
  SUBCLASS_OF: [
    ['Method', 'Method'],
    ['Dataset', 'Dataset'],
    ['Task', 'Task'],
  ],
  BENCHMARK_FOR: [['Dataset', 'Task']],
  SUBTASK_OF: [['Task', 'Task']],
  MEASURED_BY: [
    ['Method', 'Metric'],
    ['Task', 'Metric'],
    ['Dataset', 'Metric'],
  ],
  RUNS_ON: [['Method', 'Hardware']],
};
export function isAllowedRelation(source: EntityType, type: RelationType, target: EntityType): boolean {
  const pairs = ALLOWED[type];
  for (let i = 0; i < pairs.length; i++) if (pairs[i]![0] === source && pairs[i]![1] === target) return true;
  return false;
}

export const GROUP_OF: Readonly<Partial<Record<RelationType, Group>>> = {
  USED_FOR: 'USED_FOR',
  EVALUATED_ON: 'EVALUATED_ON',
  TRAINED_ON: 'EVALUATED_ON',
  BASED_ON: 'BASED_ON',
  SUBCLASS_OF: 'BASED_ON',
  COMPARED_WITH: 'COMPARED_WITH',
  OUTPERFORMS: 'COMPARED_WITH',
  MEASURED_BY: 'MEASURED_BY',
  RUNS_ON: 'RUNS_ON',
};

/** Ways in which a sentence can say that two things are related. */
export const SAYINGS = ['cue', 'contest', 'figure', 'of the central', 'in the background'] as const;
export type Saying = (typeof SAYINGS)[number];

export interface Said extends Omit<Relation, 'confidence'> {
  readonly confidence: number;
}
/** All that is said of two entities under one group of relations, or under one type that is in none. */
export interface Draft {
  readonly source: Entity;
  readonly target: Entity;
  readonly group: Group | null;
  /** The surest of each of SAYINGS, 0: not said so. */
  readonly sayings: number[];
  /** The strongest statement for each type of the group, in the order in which the types were first said. */
  readonly best: Said[];
}

/** What was said, gathered for each pair of entities. */
export class Ledger {
  readonly #entities: readonly Entity[];
  readonly #indices: ReadonlyMap<EntityId, number>;
  readonly #drafts = new Map<number, Draft>();

  /** @param indices  where each stands among the entities */
  constructor(
    entities: readonly Entity[],
    indices: ReadonlyMap<EntityId, number> = new Map(entities.map(({ id }, index) => [id, index])),
  ) {
    this.#entities = entities;
    this.#indices = indices;
  }

  entity(id: EntityId): Entity | undefined {
    const index = this.#indices.get(id);
    return index === undefined ? undefined : this.#entities[index];
  }

  /** A statement that two things stand so, and in which way it says it. */
  say(relation: Said, saying: Saying): void {
    const { type, confidence } = relation;
    const from = this.#indices.get(relation.source);
    const to = this.#indices.get(relation.target);
    if (from === undefined || to === undefined || from === to || confidence <= 0) return;
    const [source, target] = [this.#entities[from]!, this.#entities[to]!];
    if (!isAllowedRelation(source.type, type, target.type)) return;
    const group = groupFor(source, type);
    const kind = group === null ? GROUPS.length + RELATION_TYPES.indexOf(type) : GROUPS.indexOf(group);
    const key = this.#keyOf(from, kind, to);
    let draft = this.#drafts.get(key);
    if (!draft) {
      draft = { source, target, group, sayings: [0, 0, 0, 0, 0], best: [] };
      this.#drafts.set(key, draft);
    }
    const { sayings, best } = draft;
    const way = SAYINGS.indexOf(saying);
    sayings[way] = Math.max(sayings[way]!, confidence);
    const at = best.findIndex((said) => said.type === type);
    if (at < 0) best.push(relation);
    else best[at] = stronger(best[at]!, relation);
  }

  /** What is said of two entities and a group, by their indices; whichever stands first where the group has no direction. */
  find(source: number, group: number, target: number): Draft | undefined {
    return this.#drafts.size === 0 ? undefined : this.#drafts.get(this.#keyOf(source, group, target));
  }

  #keyOf(source: number, kind: number, target: number): number {
    const turned = kind === COMPARED && target < source;
    return ((turned ? target : source) * this.#entities.length + (turned ? source : target)) * KINDS + kind;
  }

  /** All drafts, in the order in which they were begun. */
  all(): Draft[] {
    return [...this.#drafts.values()];
  }
}

/** Our groups are of methods; that a task is measured by something belongs to them as well. */
function groupFor(source: Entity, type: RelationType): Group | null {
  const isMethodic = source.type === 'Method' || (type === 'MEASURED_BY' && source.type === 'Task');
  return (isMethodic ? GROUP_OF[type] : undefined) ?? null;
}

const COMPARED = GROUPS.indexOf('COMPARED_WITH');
const KINDS = GROUPS.length + RELATION_TYPES.length;

/** The surer of two statements of one type; what is said plainly goes before what is inferred. The other adds what only it says. */
function stronger(before: Said, now: Said): Said {
  const isBetter = now.confidence > before.confidence || (before.inferred && !now.inferred);
  const [kept, other] = isBetter ? [now, before] : [before, now];
  return hasExtras(other) ? { ...pickExtras(other), ...kept } : kept;
}

/** Of the types of a group the one that is said most surely; that one is better than the other says more than that they are compared. */
export function strongest({ best }: Draft): Said {
  let top = best[0]!;
  for (const said of best) {
    if (said.type === 'OUTPERFORMS') return said;
    if (said.confidence > top.confidence) top = said;
  }
  return top;
}

export type Extras = Pick<Relation, 'metric' | 'dataset' | 'margin' | 'count' | 'hours'>;
export function pickExtras({ metric, dataset, margin, count, hours }: Extras): Extras {
  return {
    ...(metric === undefined ? {} : { metric }),
    ...(dataset === undefined ? {} : { dataset }),
    ...(margin === undefined ? {} : { margin }),
    ...(count === undefined ? {} : { count }),
    ...(hours === undefined ? {} : { hours }),
  };
}
export const hasExtras = ({ metric, dataset, margin, count, hours }: Extras): boolean =>
  metric !== undefined || dataset !== undefined || margin !== undefined || count !== undefined || hours !== undefined;
export const withValue = <K extends keyof Extras>(key: K, value: Extras[K] | null | undefined): Extras =>
  value === null || value === undefined ? {} : { [key]: value };
