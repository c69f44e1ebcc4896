/**
 * Typed pairs of a paper's entities. Three sources, each with its confidence: what a sentence says of two mentions in it
 * (a trained classifier and a few plain cues), what it says of the thing that the paper proposes ("it", "our model", or
 * the sentence's own subject left out), and what a reported figure implies.
 */
import { findQuantities } from '../text/quantities.js';
import type { Entity, EntityId, EntityType, LinkedMention, Relation, RelationType, Result } from '../types.js';
import { PAIR_TYPES, type PairMention, type PairSentence, readPairSentence } from './pair-features.js';
import { judgePair, type PairModel } from './pair-model.js';
import { RELATION_MINIMUM, RELATION_WEIGHTS } from './relation-weights.js';
import { baselinesOf } from './results.js';
import { near, type Statement, spanOf, textBefore, textBetween } from './sentences.js';

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

/** What is decided together: whether two things are compared, and then whether one is better. */
export const GROUPS = ['USED_FOR', 'EVALUATED_ON', 'BASED_ON', 'COMPARED_WITH', 'MEASURED_BY', 'RUNS_ON'] as const;
export type Group = (typeof GROUPS)[number];
const GROUP_OF: Readonly<Partial<Record<RelationType, Group>>> = {
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
const [BIAS, CLASSIFIER, SURE, OTHERWISE, CUE, CONTEST, FIGURE] = [0, 1, 2, 3, 4, 5, 6];
const [ONE_SENTENCE, IN_TITLE, NEARNESS] = [at('one sentence'), at('in the title'), at('nearness')];
const [OF_PROPOSED_SIGN, BACKGROUND_SIGN] = [at('said of the proposed'), at('said in the background')];
const [NEXT, CENTRAL] = [at('next sentence'), at('source is central')];
const [SENTENCES, NEAREST, NAMED, RIVAL] = [
  at('sentences'),
  at('nearest method'),
  at('the proposed is named'),
  at('rival is surer'),
];

interface Draft {
  readonly source: Entity;
  readonly target: Entity;
  readonly group: Group | null;
  readonly signs: Float64Array;
  readonly best: Map<RelationType, Said>;
}

/** What was said, gathered for each pair of entities. */
class Ledger {
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
      const sure = signs[CLASSIFIER]!;
      if (sure > rival.first) rivals.set(key, { first: sure, second: rival.first });
      else rivals.set(key, { first: rival.first, second: Math.max(rival.second, sure) });
    }
    return [...this.#drafts.values()]
      .filter(({ best }) => best.size > 0)
      .map(({ source, target, group, signs, best }) => {
        const { first, second } = rivals.get(`${group} ${target.id}`)!;
        signs[SURE] = signs[CLASSIFIER]! > 0.5 ? 1 : 0;
        signs[RIVAL] = Math.max(0, (signs[CLASSIFIER]! >= first ? second : first) - signs[CLASSIFIER]!);
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

function judgeAll(candidates: readonly Candidate[]): Relation[] {
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

type Extras = Pick<Relation, 'metric' | 'dataset' | 'margin' | 'count' | 'hours'>;
function pickExtras({ metric, dataset, margin, count, hours }: Extras): Extras {
  return {
    ...(metric === undefined ? {} : { metric }),
    ...(dataset === undefined ? {} : { dataset }),
    ...(margin === undefined ? {} : { margin }),
    ...(count === undefined ? {} : { count }),
    ...(hours === undefined ? {} : { hours }),
  };
}

/** What the paper is about: the method it proposes; of several the one in the title, then the most mentioned, then the first. */
function proposedOf(entities: readonly Entity[], statements: readonly Statement[]): Entity | null {
  const all = entities.filter(({ type, role }) => type === 'Method' && role === 'proposed');
  if (all.length < 2) return all[0] ?? null;
  const weights = new Map<EntityId, number>();
  for (const { sentence, mentions } of statements)
    for (const { entity } of mentions)
      weights.set(entity, (weights.get(entity) ?? 0) + (sentence.field === 'title' ? 3 : 1));
  return all.reduce((best, each) => ((weights.get(each.id) ?? 0) > (weights.get(best.id) ?? 0) ? each : best));
}

/** Negated and hedged sentences say what is not, or only might be. */
const NOT_SO =
  /\b(?:not(?! only)|cannot|never|neither|fails? to|failed to|unable to|could|might|may|without|rather than|instead of|no longer|hardly)\b|n't\b/;
const isDenied = (between: string) => NOT_SO.test(between);

// ------------------------------------------------------------------------------------------------- the classifier

/** Our types of relations are a little other than SciER's: what is part of another, the other is based on. */
function readPairs(statement: Statement, model: PairModel, ledger: Ledger): void {
  const { sentence, mentions } = statement;
  if (mentions.length < 2) return;
  const read = pairSentenceOf(statement);
  const count = Math.min(mentions.length, MAX_MENTIONS);
  for (let a = 0; a < count; a++)
    for (let b = a + 1; b < count; b++) {
      const [first, second] = [mentions[a]!, mentions[b]!];
      if (first.entity === second.entity || !judgePair(model, read, a, b, probabilities)) continue;
      const denied = isDenied(textBetween(statement, first.end, second.start));
      for (let k = 1; k < model.labels.length; k++) {
        const probability = probabilities[k]!;
        if (probability < 0.05) continue;
        const { type, way } = model.labels[k]!;
        if (type === 'NONE' || type === 'SAME') continue;
        if (denied && type !== 'COMPARED_WITH') continue;
        let [source, target] = way === 'forth' ? [first, second] : [second, first];
        let ours: RelationType = type;
        if (type === 'PART_OF') {
          [source, target] = [target, source];
          ours = 'BASED_ON';
        }
        ledger.say(
          {
            source: source.entity,
            type: ours,
            target: target.entity,
            evidence: spanOf(sentence),
            confidence: probability,
            inferred: false,
          },
          CLASSIFIER,
        );
        // What speaks for one group speaks against the others of the same two.
        for (const other of GROUPS) {
          if (GROUP_OF[ours] === other) continue;
          const draft =
            ledger.draft(source.entity, other, target.entity) ?? ledger.draft(target.entity, other, source.entity);
          if (draft) draft.signs[OTHERWISE] = Math.max(draft.signs[OTHERWISE]!, probability);
        }
      }
    }
}
const probabilities = new Float64Array(32);
/** A sentence with more mentions is a list or no sentence; the pairs of its first ones keep the time linear. */
const MAX_MENTIONS = 24;

/** A statement as the classifier reads it. */
export function pairSentenceOf({ sentence, mentions }: Statement): PairSentence {
  const { tokens } = sentence;
  const read: PairMention[] = [];
  let at = 0;
  for (const { start, end, type } of mentions) {
    while (at < tokens.length - 1 && tokens[at]!.end <= start) at++;
    let to = at + 1;
    while (to < tokens.length && tokens[to]!.start < end) to++;
    read.push({ from: at, to, type: PAIR_TYPES.find((each) => each === type) ?? 'Other' });
  }
  return readPairSentence(tokens, read);
}

// ------------------------------------------------------------------------------------------------------------ cues

/** Types that the classifier never saw, and phrases that leave no doubt. */
function readCues(statement: Statement, ledger: Ledger): void {
  const { sentence, mentions } = statement;
  for (let i = 0; i < mentions.length && i < MAX_MENTIONS; i++)
    for (let j = i + 1; j < mentions.length && j < i + 5; j++) {
      const [a, b] = [mentions[i]!, mentions[j]!];
      if (b.start - a.end > 70) break;
      const between = textBetween(statement, a.end, b.start);
      if (between.includes(';') || isDenied(between)) continue;
      const say = (source: LinkedMention, type: RelationType, target: LinkedMention, confidence: number) =>
        ledger.say(
          {
            source: source.entity,
            type,
            target: target.entity,
            evidence: spanOf(sentence),
            confidence,
            inferred: false,
          },
          CUE,
        );
      const types = `${a.type} ${b.type}`;
      if (
        types === 'Method Task' &&
        /^(?: \([^)]*\))? for (?:the |a |an |efficient |robust |accurate |fast )*$/.test(between)
      )
        say(a, 'USED_FOR', b, sentence.field === 'title' ? 0.75 : 0.65);
      else if (types === 'Task Method' && /^ (?:using|with|via|through|by|based on) (?:the |a |an )?$/.test(between))
        say(b, 'USED_FOR', a, 0.65);
      else if (
        types === 'Dataset Task' &&
        /^,? (?:an? )?(?:[\w-]+ ){0,3}(?:dataset|benchmark|corpus)?s? ?for (?:the )?$/.test(between)
      )
        say(a, 'BENCHMARK_FOR', b, 0.7);
      else if (types === 'Method Method') {
        if (/^,? (?:is|are|as) (?:a|an|one) (?:[\w-]+ ){0,2}$|^, an? (?:[\w-]+ ){0,2}$|^ \(an? $/.test(between))
          say(a, 'SUBCLASS_OF', b, 0.55);
        else if (
          /\b(?:based on|built on|builds? (?:up)?on|extends?|consists? of|composed of|combines|integrates|incorporates|on top of|leverag\w+|inspired by)\b[\w\s,-]{0,25}$/.test(
            between,
          )
        )
          say(a, 'BASED_ON', b, 0.6);
        else if (/\b(?:part|component|module|block|variant|special case) of (?:the |a )?$/.test(between))
          say(a, /variant|case/.test(between) ? 'SUBCLASS_OF' : 'PART_OF', b, 0.6);
        else if (
          /^ (?:and|vs\.?|versus|or) $/.test(between) &&
          /\bcompar\w+ (?:of|between) (?:[\w-]+ ){0,3}$/.test(
            textBetween(statement, Math.max(sentence.start, a.start - 50), a.start),
          )
        )
          say(a, 'COMPARED_WITH', b, 0.75);
      } else if (types === 'Method Hardware' && /\b(?:on|using|with|for)\b[^,;]*$/.test(between))
        say(a, 'RUNS_ON', b, 0.6);
      else if (
        types === 'Task Metric' &&
        /^ (?:is |are )?(?:measured|evaluated) (?:by|with|in terms of) (?:the )?$/.test(between)
      )
        say(a, 'MEASURED_BY', b, 0.7);
    }
}

// -------------------------------------------------------------------------------------------------------- contests

const BETTER =
  /\b(?:outperform\w*|surpass\w*|exceed\w*|beats?|beating|better (?:\w+ ){0,3}than|superior to|improv\w+ (?:over|upon|on)|higher (?:\w+ ){0,3}than|lower (?:\w+ ){0,3}than|faster than|more (?:\w+ ){1,3}than|smaller than|fewer (?:\w+ ){1,3}than|above)\b/;
const BEATEN =
  /\b(?:outperformed|surpassed|exceeded|beaten) by\b|\b(?:worse|inferior|lower (?:accuracy|performance)) (?:\w+ ){0,2}(?:than|to)\b/;
const OURS =
  /\b(?:we|it|ours?|this (?:method|model|approach|framework|network|algorithm|technique|system|work|paper)|the (?:proposed|resulting|new|presented)|proposed)\b/;

/** "X outperforms A and B on D by 2 points": X over each of them, with metric, dataset and margin where said. */
function readContests(
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
      (winner === null || (OURS.test(lead) && winner.entity !== proposed.id));
    const id = usesOurs ? proposed.id : winner?.entity;
    if (!id || (usesOurs && !OURS.test(before) && !isExperiment)) continue;
    const scope = lead.slice(-130);
    const isBetter = BETTER.test(scope) && !BEATEN.test(scope);
    const denied = isDenied(scope);
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
      CONTEST,
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
const withValue = <K extends keyof Extras>(key: K, value: Extras[K] | null | undefined): Extras =>
  value === null || value === undefined ? {} : { [key]: value };

// ---------------------------------------------------------------------------------------------------- the proposed

const BACKGROUND =
  /^(?:recent|recently|existing|previous|prior|most|many|despite|although|while|traditional|conventional|typically|in recent years|current|however|although|as|deep|large|with the|over the)\b/;
const EVALUATES =
  /\b(?:evaluat\w+|test\w*|experiment\w*|achiev\w+|reach\w*|obtain\w*|benchmark\w*|validat\w+|across|results?|attain\w*|outperform\w*|demonstrat\w+|show\w*|performance|accuracy|compar\w+|on)\b/;
const TRAINED =
  /\b(?:pre-?)?(?:trained|training|train|fine-?tuned?|fine-?tuning)\b[^.;]{0,30}\b(?:on|with|using|over)\b[^.;]{0,30}$/;

const OF_PROPOSED: Readonly<Partial<Record<EntityType, RelationType>>> = {
  Dataset: 'EVALUATED_ON',
  Task: 'USED_FOR',
  Metric: 'MEASURED_BY',
  Hardware: 'RUNS_ON',
};

/** What a sentence says of the proposed method, whether or not it names it. */
function readOfProposed(
  statement: Statement,
  proposed: Entity,
  against: ReadonlySet<LinkedMention>,
  ledger: Ledger,
): void {
  const { sentence, mentions } = statement;
  const text = sentence.text.toLowerCase();
  const isTitle = sentence.field === 'title';
  const named = mentions.some(({ entity }) => entity === proposed.id);
  const ours = named || isTitle || OURS.test(text);
  const background = !named && !isTitle && (BACKGROUND.test(text) || !ours);
  const evaluates = EVALUATES.test(text);
  for (const mention of mentions) {
    const entity = ledger.entity(mention.entity);
    if (!entity || entity.id === proposed.id) continue;
    const before = textBefore(statement, mention.start, 160);
    if (isDenied(before.slice(-60))) continue;
    let type: RelationType;
    if (mention.type === 'Method')
      type = against.has(mention) || entity.role === 'compared' ? 'COMPARED_WITH' : 'BASED_ON';
    else if (mention.type === 'Dataset' && TRAINED.test(before)) type = 'TRAINED_ON';
    else type = OF_PROPOSED[mention.type]!;
    const confidence = mention.type === 'Dataset' && !evaluates ? 0.3 : named ? 0.6 : ours ? 0.5 : 0.2;
    const said: Said = {
      source: proposed.id,
      type,
      target: entity.id,
      evidence: spanOf(sentence),
      confidence,
      inferred: !named,
    };
    ledger.say(said, background ? BACKGROUND_SIGN : OF_PROPOSED_SIGN);
    const draft = ledger.draft(proposed.id, type, entity.id);
    if (draft && named) draft.signs[NAMED] = 1;
  }
}

/** How many methods a paper turns about, at most. */
const CENTRAL_METHODS = 3;

/** The methods that a paper turns about may stand to a thing far from them; whether they do the weights decide. */
function readCentral(
  statements: readonly Statement[],
  entities: readonly Entity[],
  proposed: Entity | null,
  ledger: Ledger,
): void {
  const weights = new Map<EntityId, number>();
  const places = new Map<EntityId, number[]>();
  const first = new Map<EntityId, Statement>();
  statements.forEach((statement, i) => {
    for (const { entity, type } of statement.mentions) {
      if (type === 'Method') weights.set(entity, (weights.get(entity) ?? 0) + (i === 0 ? 2 : 1));
      const list = places.get(entity);
      if (!list) places.set(entity, [i]);
      else if (list.at(-1) !== i) list.push(i);
      if (!first.has(entity) || first.get(entity)!.sentence.field === 'title') first.set(entity, statement);
    }
  });
  const central = entities
    .filter((entity) => entity.type === 'Method' && !isBroad(entity))
    .map((entity) => ({
      entity,
      weight: (weights.get(entity.id) ?? 0) + (entity === proposed ? 100 : entity.role === 'proposed' ? 3 : 0),
    }))
    .filter(({ weight }) => weight >= 2)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, CENTRAL_METHODS);
  for (const { entity: source } of central)
    for (const target of entities) {
      if (target === source) continue;
      const statement = first.get(target.id);
      if (!statement) continue;
      for (const type of NEIGHBOURS[target.type]) {
        if (type === 'BASED_ON' && target.role !== 'used' && target.role !== 'proposed') continue;
        if (type === 'COMPARED_WITH' && target.role !== 'compared') continue;
        const draft = ledger.draft(source.id, type, target.id);
        if (!draft) continue;
        draft.signs[CENTRAL] = 1;
        if (isNextTo(places.get(source.id) ?? [], places.get(target.id) ?? [])) draft.signs[NEXT] = 1;
        if (draft.best.size === 0)
          draft.best.set(type, {
            source: source.id,
            type,
            target: target.id,
            evidence: spanOf(statement.sentence),
            confidence: 0.01,
            inferred: true,
          });
      }
    }
}

function isNextTo(a: readonly number[], b: readonly number[]): boolean {
  let i = 0;
  for (const place of b) {
    while (i < a.length && a[i]! < place - 1) i++;
    if (i < a.length && a[i]! <= place + 1 && a[i]! > 0) return true;
  }
  return false;
}

/** Which things stand in one sentence, how near, and whether a method is the nearest of its sentence. */
function readNeighbours(statement: Statement, ledger: Ledger): void {
  const { sentence, mentions } = statement;
  const count = Math.min(mentions.length, MAX_MENTIONS);
  const isTitle = sentence.field === 'title';
  for (let j = 0; j < count; j++) {
    const target = mentions[j]!;
    const types = NEIGHBOURS[target.type];
    let nearest: LinkedMention | null = null;
    for (let i = 0; i < j; i++)
      if (mentions[i]!.type === 'Method' && mentions[i]!.entity !== target.entity) nearest = mentions[i]!;
    for (let i = 0; i < count; i++) {
      const source = mentions[i]!;
      if (i === j || (source.type !== 'Method' && !(source.type === 'Task' && target.type === 'Metric'))) continue;
      const distance = i < j ? target.start - source.end : source.start - target.end;
      for (const type of types) {
        const draft = ledger.draft(source.entity, type, target.entity);
        if (!draft) continue;
        const { signs, best } = draft;
        if (isTitle) signs[IN_TITLE] = 1;
        else signs[ONE_SENTENCE] = 1;
        signs[NEARNESS] = Math.max(signs[NEARNESS]!, 1 / (1 + distance / 30));
        signs[SENTENCES] = Math.min(3, signs[SENTENCES]! + 1);
        if (source === nearest) signs[NEAREST] = 1;
        if (best.size === 0)
          best.set(type, {
            source: source.entity,
            type,
            target: target.entity,
            evidence: spanOf(sentence),
            confidence: 0.01,
            inferred: false,
          });
      }
    }
  }
}
const NEIGHBOURS: Readonly<Record<EntityType, readonly RelationType[]>> = {
  Method: ['BASED_ON', 'COMPARED_WITH'],
  Task: ['USED_FOR'],
  Dataset: ['EVALUATED_ON'],
  Metric: ['MEASURED_BY'],
  Hardware: ['RUNS_ON'],
};

/** Things that almost every paper names. */
const BROAD = new Set(
  `deep learning|machine learning|neural network|neural networks|deep neural network|deep neural networks|artificial intelligence|natural
  language processing|computer vision|data mining|supervised learning|unsupervised learning|classification|regression|optimization|training|inference|language
  model|language models|deep network|deep networks|robustness|efficiency|generalization|performance|scalability|memory|speed|parameters`
    .split('|')
    .map((each) => each.replace(/\s+/g, ' ')),
);
const isBroad = ({ name, aliases }: Entity) =>
  BROAD.has(name.toLowerCase()) || aliases.some((alias) => BROAD.has(alias.toLowerCase()));

// --------------------------------------------------------------------------------------------------------- devices

const HOURS: Readonly<Record<string, number>> = { minutes: 1 / 60, hours: 1, days: 24, weeks: 168 };
const DEVICE_UNITS = new Set(['GPUs', 'TPUs', 'CPUs']);

/** "on 8 A100 GPUs for 3.5 days": how many devices, and for how long. */
function readDevices(statement: Statement, proposed: Entity | null, ledger: Ledger): void {
  const { sentence, mentions } = statement;
  const devices = mentions.filter(({ type }) => type === 'Hardware');
  if (devices.length === 0 || sentence.field === 'title') return;
  const quantities = /\d|\b(?:single|one|two|four|eight|sixteen)\b/.test(sentence.text)
    ? findQuantities(sentence.text)
    : [];
  for (const device of devices) {
    const lead = textBefore(statement, device.start, 200);
    if (isDenied(lead.slice(-60))) continue;
    const start = device.start - sentence.start;
    const end = device.end - sentence.start;
    const counted = quantities.find(
      (q) =>
        (DEVICE_UNITS.has(q.unit) && q.start < end && start < q.end) ||
        (q.unit === '' && Number.isInteger(q.amount) && q.end <= start && start - q.end <= 2),
    );
    const word = /\b(a single|one|two|four|eight|sixteen)\s+$/.exec(lead)?.[1];
    const count = counted?.amount ?? (word ? COUNT_WORDS[word] : undefined);
    const time = quantities.find((q) => q.unit in HOURS && Math.abs(q.start - end) < 60);
    const extras = pickExtras({
      ...withValue('count', count),
      ...withValue('hours', time ? Math.round(time.amount * HOURS[time.unit]! * 1000) / 1000 : undefined),
    });
    const runner = near(statement, device.start, device.end)
      .mentions.filter((m) => m.type === 'Method' && m.end <= device.start)
      .at(-1);
    const isRun = /\b(?:on|using|with|train\w*|runs?|running|deploy\w*|require\w*|takes?)\b/.test(lead);
    if (runner && isRun)
      ledger.say(
        {
          source: runner.entity,
          type: 'RUNS_ON',
          target: device.entity,
          evidence: spanOf(sentence),
          confidence: 0.4,
          inferred: false,
          ...extras,
        },
        CUE,
      );
    if (proposed && proposed.id !== runner?.entity && isRun && OURS.test(sentence.text.toLowerCase()))
      ledger.say(
        {
          source: proposed.id,
          type: 'RUNS_ON',
          target: device.entity,
          evidence: spanOf(sentence),
          confidence: 0.5,
          inferred: true,
          ...extras,
        },
        CUE,
      );
  }
}
const COUNT_WORDS: Readonly<Record<string, number>> = { 'a single': 1, one: 1, two: 2, four: 4, eight: 8, sixteen: 16 };

// --------------------------------------------------------------------------------------------------------- figures

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
        FIGURE,
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
