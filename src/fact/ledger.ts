/**
 * What is said of a paper's entities, gathered pair by pair, and the judgement of each pair by all that speaks for it.
 */
import type { Entity, EntityId, EntityType, Relation, RelationType } from '../types.js';
import { RELATION_MINIMUM, RELATION_WEIGHTS } from './relation-weights.js';
import type { Statement } from './sentences.js';

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
export const isAllowedRelation = (source: EntityType, type: RelationType, target: EntityType): boolean =>
  ALLOWED[type].some(([from, to]) => from === source && to === target);

/** What is decided together: whether two things are compared, and then whether one is better. */
export const GROUPS = ['USED_FOR', 'EVALUATED_ON', 'BASED_ON', 'COMPARED_WITH', 'MEASURED_BY', 'RUNS_ON'] as const;
export type Group = (typeof GROUPS)[number];
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

/** What speaks for a pair, in the order of `relation-weights.ts`. */
export const SIGNS = [
  'bias',
  'classifier',
  'classifier is sure',
  'classifier says otherwise',
  'cue',
  'contest',
  'figure',
  'source is the proposed',
  'source is proposed too',
  'source is used',
  'source is compared',
  'source is mentioned',
  'target is used',
  'target is compared',
  'target is proposed',
  'target is mentioned',
  'one sentence',
  'in the title',
  'nearness',
  'said of the proposed',
  'said in the background',
  'target is broad',
  'source is broad',
  'target often',
  'source often',
  'target sure',
  'source sure',
  'target in title',
  'source in title',
  'target is a name',
  'source is a name',
  'sentences',
  'nearest method',
  'the proposed is named',
  'rival is surer',
  'next sentence',
  'source is central',
] as const;
type Sign = (typeof SIGNS)[number];

/** A pair of entities under one group of relations, and all that speaks for it. */
export interface Candidate {
  readonly source: EntityId;
  readonly target: EntityId;
  readonly group: Group | null;
  /** One a sign. */
  readonly signs: Float64Array;
  /** The strongest statement for each type of the group. */
  readonly best: ReadonlyMap<RelationType, Said>;
}
export interface Said extends Omit<Relation, 'confidence'> {
  readonly confidence: number;
}

const at = (sign: Sign): number => SIGNS.indexOf(sign);
/** Where each sign that a statement sets stands. */
export const SIGN = {
  classifier: at('classifier'),
  otherwise: at('classifier says otherwise'),
  cue: at('cue'),
  contest: at('contest'),
  figure: at('figure'),
  oneSentence: at('one sentence'),
  inTitle: at('in the title'),
  nearness: at('nearness'),
  ofProposed: at('said of the proposed'),
  background: at('said in the background'),
  sentences: at('sentences'),
  nearest: at('nearest method'),
  named: at('the proposed is named'),
  next: at('next sentence'),
  central: at('source is central'),
} as const;
const BIAS = at('bias');
const SURE = at('classifier is sure');
const RIVAL = at('rival is surer');

interface Draft {
  readonly source: Entity;
  readonly target: Entity;
  readonly group: Group | null;
  readonly signs: Float64Array;
  readonly best: Map<RelationType, Said>;
}

/** What was said, gathered for each pair of entities. */
export class Ledger {
  readonly #entities: ReadonlyMap<EntityId, Entity>;
  readonly #drafts = new Map<string, Draft>();
  readonly #inTitle = new Set<EntityId>();
  readonly #mentions = new Map<EntityId, number>();
  readonly #proposed: EntityId | null;

  constructor(entities: readonly Entity[], statements: readonly Statement[], proposed: Entity | null) {
    this.#entities = new Map(entities.map((entity) => [entity.id, entity]));
    this.#proposed = proposed?.id ?? null;
    for (const { sentence, mentions } of statements)
      for (const { entity } of mentions) {
        if (sentence.field === 'title') this.#inTitle.add(entity);
        this.#mentions.set(entity, (this.#mentions.get(entity) ?? 0) + 1);
      }
  }

  entity(id: EntityId): Entity | undefined {
    return this.#entities.get(id);
  }

  /** The draft for a pair, made when first asked for; null when the types may not be joined so. */
  draft(sourceId: EntityId, type: RelationType, targetId: EntityId): Draft | null {
    if (sourceId === targetId) return null;
    let source = this.#entities.get(sourceId);
    let target = this.#entities.get(targetId);
    if (!source || !target || !isAllowedRelation(source.type, type, target.type)) return null;
    const isMethodic = source.type === 'Method' || (type === 'MEASURED_BY' && source.type === 'Task');
    const group = (isMethodic ? GROUP_OF[type] : undefined) ?? null;
    // Comparison has no direction: the proposed stands first, else the lower id.
    if (
      group === 'COMPARED_WITH' &&
      (targetId === this.#proposed || (sourceId !== this.#proposed && sourceId > targetId))
    )
      [source, target] = [target, source];
    const key = `${source.id} ${group ?? type} ${target.id}`;
    let draft = this.#drafts.get(key);
    if (!draft)
      this.#drafts.set(key, (draft = { source, target, group, signs: this.#signsOf(source, target), best: new Map() }));
    return draft;
  }

  #signsOf(source: Entity, target: Entity): Float64Array {
    const signs = new Float64Array(SIGNS.length);
    const often = (id: EntityId) => Math.min(2, Math.log(this.#mentions.get(id) ?? 1));
    const set = (sign: Sign, value: boolean | number) => {
      signs[at(sign)] = Number(value);
    };
    signs[BIAS] = 1;
    set('source is the proposed', source.id === this.#proposed);
    set('source is proposed too', source.role === 'proposed' && source.id !== this.#proposed);
    set('source is used', source.role === 'used');
    set('source is compared', source.role === 'compared');
    set('source is mentioned', source.role === 'mentioned');
    set('target is used', target.role === 'used');
    set('target is compared', target.role === 'compared');
    set('target is proposed', target.role === 'proposed');
    set('target is mentioned', target.role === 'mentioned');
    set('target is broad', isBroad(target));
    set('source is broad', isBroad(source));
    set('target often', often(target.id));
    set('source often', often(source.id));
    set('target sure', target.confidence);
    set('source sure', source.confidence);
    set('target in title', this.#inTitle.has(target.id));
    set('source in title', this.#inTitle.has(source.id));
    set('target is a name', isName(target.name));
    set('source is a name', isName(source.name));
    return signs;
  }

  /** A statement that two things stand so, and the sign that it is. */
  say(relation: Said, sign: number): void {
    const draft = this.draft(relation.source, relation.type, relation.target);
    if (!draft || relation.confidence <= 0) return;
    draft.signs[sign] = Math.max(draft.signs[sign]!, relation.confidence);
    const before = draft.best.get(relation.type);
    if (!before) draft.best.set(relation.type, relation);
    else if (relation.confidence > before.confidence || (before.inferred && !relation.inferred))
      draft.best.set(relation.type, { ...pickExtras(before), ...relation });
    else draft.best.set(relation.type, { ...pickExtras(relation), ...before });
  }

  candidates(): Candidate[] {
    // How sure the classifier is of another method for the same thing.
    const rivals = new Map<string, { first: number; second: number }>();
    for (const { target, group, signs } of this.#drafts.values()) {
      const key = `${group} ${target.id}`;
      const rival = rivals.get(key) ?? { first: 0, second: 0 };
      const sure = signs[SIGN.classifier]!;
      if (sure > rival.first) rivals.set(key, { first: sure, second: rival.first });
      else rivals.set(key, { first: rival.first, second: Math.max(rival.second, sure) });
    }
    return [...this.#drafts.values()]
      .filter(({ best }) => best.size > 0)
      .map(({ source, target, group, signs, best }) => {
        const { first, second } = rivals.get(`${group} ${target.id}`)!;
        signs[SURE] = signs[SIGN.classifier]! > 0.5 ? 1 : 0;
        signs[RIVAL] = Math.max(0, (signs[SIGN.classifier]! >= first ? second : first) - signs[SIGN.classifier]!);
        return { source: source.id, target: target.id, group, signs, best };
      });
  }
}

const isName = (name: string) => /\p{Lu}.*\p{Lu}|\d/u.test(name);

/** Groups that our own gold does not hold need a sure classifier. */
const UNGROUPED_MINIMUM = 0.5;

/** The probability of a candidate by the weights of its group. */
export function probabilityOf({ group, signs, best }: Candidate): number {
  if (group === null) return Math.max(...[...best.values()].map(({ confidence }) => confidence));
  const weights = RELATION_WEIGHTS[group];
  let sum = 0;
  for (let i = 0; i < signs.length; i++) sum += signs[i]! * weights[i]!;
  return 1 / (1 + Math.exp(-sum));
}

export function judgeAll(candidates: readonly Candidate[]): Relation[] {
  const kept: Relation[] = [];
  for (const candidate of candidates) {
    const probability = probabilityOf(candidate);
    if (probability < (candidate.group === null ? UNGROUPED_MINIMUM : RELATION_MINIMUM)) continue;
    const said = strongest(candidate);
    kept.push({ ...said, confidence: Math.round(probability * 1000) / 1000 });
  }
  return kept;
}

/** Of the types of a group the one that is said most surely; that one is better than the other says more than that they are compared. */
function strongest({ best }: Candidate): Said {
  const outperforms = best.get('OUTPERFORMS');
  if (outperforms) return outperforms;
  let top: Said | null = null;
  for (const said of best.values()) if (top === null || said.confidence > top.confidence) top = said;
  return top!;
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
export const withValue = <K extends keyof Extras>(key: K, value: Extras[K] | null | undefined): Extras =>
  value === null || value === undefined ? {} : { [key]: value };

/** Things that almost every paper names. */
const BROAD = new Set(
  `deep learning|machine learning|neural network|neural networks|deep neural network|deep neural networks|artificial intelligence|natural
  language processing|computer vision|data mining|supervised learning|unsupervised learning|classification|regression|optimization|training|inference|language
  model|language models|deep network|deep networks|robustness|efficiency|generalization|performance|scalability|memory|speed|parameters`
    .split('|')
    .map((each) => each.replace(/\s+/g, ' ')),
);
export const isBroad = ({ name, aliases }: Entity) =>
  BROAD.has(name.toLowerCase()) || aliases.some((alias) => BROAD.has(alias.toLowerCase()));
