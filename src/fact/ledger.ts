/**
 * What is said of a paper's entities, gathered pair by pair, and the judgement of each pair by all that speaks for it.
 */
import {
  type Entity,
  type EntityId,
  type EntityType,
  RELATION_TYPES,
  type Relation,
  type RelationType,
} from '../types.js';
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
/** Where each sign that an entity brings stands. */
const PARTY = {
  theProposed: at('source is the proposed'),
  sourceProposed: at('source is proposed too'),
  sourceUsed: at('source is used'),
  sourceCompared: at('source is compared'),
  sourceMentioned: at('source is mentioned'),
  sourceBroad: at('source is broad'),
  sourceOften: at('source often'),
  sourceSure: at('source sure'),
  sourceInTitle: at('source in title'),
  sourceNamed: at('source is a name'),
  targetUsed: at('target is used'),
  targetCompared: at('target is compared'),
  targetProposed: at('target is proposed'),
  targetMentioned: at('target is mentioned'),
  targetBroad: at('target is broad'),
  targetOften: at('target often'),
  targetSure: at('target sure'),
  targetInTitle: at('target in title'),
  targetNamed: at('target is a name'),
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

/** An entity with the signs that it brings into every pair. */
interface Party {
  readonly entity: Entity;
  readonly index: number;
  readonly asSource: Float64Array;
  readonly asTarget: Float64Array;
}

function partyOf(entity: Entity, index: number, isProposed: boolean, inTitle: boolean, mentions: number): Party {
  const asSource = new Float64Array(SIGNS.length);
  const asTarget = new Float64Array(SIGNS.length);
  const { role, confidence, name } = entity;
  const often = Math.min(2, Math.log(mentions));
  const broad = Number(isBroad(entity));
  const named = Number(isName(name));
  asSource[BIAS] = 1;
  asSource[PARTY.theProposed] = Number(isProposed);
  asSource[PARTY.sourceProposed] = Number(role === 'proposed' && !isProposed);
  asSource[PARTY.sourceUsed] = Number(role === 'used');
  asSource[PARTY.sourceCompared] = Number(role === 'compared');
  asSource[PARTY.sourceMentioned] = Number(role === 'mentioned');
  asSource[PARTY.sourceBroad] = broad;
  asSource[PARTY.sourceOften] = often;
  asSource[PARTY.sourceSure] = confidence;
  asSource[PARTY.sourceInTitle] = Number(inTitle);
  asSource[PARTY.sourceNamed] = named;
  asTarget[PARTY.targetUsed] = Number(role === 'used');
  asTarget[PARTY.targetCompared] = Number(role === 'compared');
  asTarget[PARTY.targetProposed] = Number(role === 'proposed');
  asTarget[PARTY.targetMentioned] = Number(role === 'mentioned');
  asTarget[PARTY.targetBroad] = broad;
  asTarget[PARTY.targetOften] = often;
  asTarget[PARTY.targetSure] = confidence;
  asTarget[PARTY.targetInTitle] = Number(inTitle);
  asTarget[PARTY.targetNamed] = named;
  return { entity, index, asSource, asTarget };
}

/** What was said, gathered for each pair of entities. */
export class Ledger {
  readonly #parties = new Map<EntityId, Party>();
  /** By source, target and group. */
  readonly #drafts = new Map<number, Draft>();
  readonly #proposed: EntityId | null;

  constructor(entities: readonly Entity[], statements: readonly Statement[], proposed: Entity | null) {
    this.#proposed = proposed?.id ?? null;
    const inTitle = new Set<EntityId>();
    const counts = new Map<EntityId, number>();
    for (const { sentence, mentions } of statements)
      for (const { entity } of mentions) {
        if (sentence.field === 'title') inTitle.add(entity);
        counts.set(entity, (counts.get(entity) ?? 0) + 1);
      }
    entities.forEach((entity, index) => {
      const { id } = entity;
      this.#parties.set(id, partyOf(entity, index, id === this.#proposed, inTitle.has(id), counts.get(id) ?? 1));
    });
  }

  entity(id: EntityId): Entity | undefined {
    return this.#parties.get(id)?.entity;
  }

  /** The draft for a pair, made when first asked for; null when the types may not be joined so. */
  draft(sourceId: EntityId, type: RelationType, targetId: EntityId): Draft | null {
    if (sourceId === targetId) return null;
    let source = this.#parties.get(sourceId);
    let target = this.#parties.get(targetId);
    if (!source || !target || !isAllowedRelation(source.entity.type, type, target.entity.type)) return null;
    const sourceType = source.entity.type;
    const isMethodic = sourceType === 'Method' || (type === 'MEASURED_BY' && sourceType === 'Task');
    const group = (isMethodic ? GROUP_OF[type] : undefined) ?? null;
    // Comparison has no direction: the proposed stands first, else the lower id.
    if (
      group === 'COMPARED_WITH' &&
      (targetId === this.#proposed || (sourceId !== this.#proposed && sourceId > targetId))
    )
      [source, target] = [target, source];
    const kind = group === null ? GROUPS.length + RELATION_TYPES.indexOf(type) : GROUPS.indexOf(group);
    const key = (source.index * this.#parties.size + target.index) * 32 + kind;
    let draft = this.#drafts.get(key);
    if (!draft) {
      const signs = new Float64Array(SIGNS.length);
      for (let i = 0; i < signs.length; i++) signs[i] = source.asSource[i]! + target.asTarget[i]!;
      draft = { source: source.entity, target: target.entity, group, signs, best: new Map() };
      this.#drafts.set(key, draft);
    }
    return draft;
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
