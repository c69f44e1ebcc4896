/**
 * Typed pairs of a paper's entities. Three sources, each with its confidence: what a sentence says of two mentions in it
 * (a trained classifier and a few plain cues), what it says of the thing that the paper proposes ("it", "our model", or
 * the sentence's own subject left out), and what a reported figure implies.
 */
import { findQuantities } from '../text/quantities.js';
import type { Entity, EntityId, EntityType, LinkedMention, Relation, RelationType, Result } from '../types.js';
import { PAIR_TYPES, type PairMention, type PairSentence, readPairSentence } from './pair-features.js';
import { judgePair, type PairModel } from './pair-model.js';
import { baselinesOf } from './results.js';
import { type Statement, spanOf, textBetween } from './sentences.js';

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

/** Less sure relations are dropped. */
const MINIMUM = 0.45;

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
  const ledger = new Ledger(entities);
  const proposed = proposedOf(entities, statements);
  for (const statement of statements) {
    const against = baselinesOf(statement);
    if (model) readPairs(statement, model, ledger);
    readCues(statement, ledger);
    readContests(statement, against, proposed, results, ledger);
    if (proposed) readOfProposed(statement, proposed, against, entities, ledger);
    readDevices(statement, proposed, ledger);
  }
  for (const result of results) readResult(result, ledger);
  return ledger.relations();
}

interface Said extends Omit<Relation, 'confidence'> {
  readonly confidence: number;
}

/** What was said, once for each source, type and target: several sentences make a relation surer than one. */
class Ledger {
  readonly #types: ReadonlyMap<EntityId, EntityType>;
  readonly #said = new Map<string, { best: Said; doubt: number; order: number }>();

  constructor(entities: readonly Entity[]) {
    this.#types = new Map(entities.map(({ id, type }) => [id, type]));
  }

  typeOf(id: EntityId): EntityType | undefined {
    return this.#types.get(id);
  }

  add(relation: Said): void {
    const source = this.#types.get(relation.source);
    const target = this.#types.get(relation.target);
    if (!source || !target || relation.source === relation.target) return;
    if (!isAllowedRelation(source, relation.type, target) || relation.confidence <= 0) return;
    const key = `${relation.source} ${relation.type} ${relation.target}`;
    const before = this.#said.get(key);
    const doubt = 1 - Math.min(0.98, relation.confidence);
    if (!before) {
      this.#said.set(key, { best: relation, doubt, order: this.#said.size });
      return;
    }
    before.doubt *= Math.sqrt(doubt); // the sources are not independent of each other
    if (relation.confidence > before.best.confidence || (before.best.inferred && !relation.inferred)) {
      const extras = pickExtras(before.best);
      before.best = { ...extras, ...relation };
    } else before.best = { ...pickExtras(relation), ...before.best };
  }

  relations(): Relation[] {
    const has = (source: EntityId, type: RelationType, target: EntityId) =>
      1 - (this.#said.get(`${source} ${type} ${target}`)?.doubt ?? 1) >= MINIMUM;
    const kept: Relation[] = [];
    for (const { best, doubt } of this.#said.values()) {
      const confidence = 1 - doubt;
      if (confidence < MINIMUM) continue;
      const { source, type, target } = best;
      // The stronger statement holds: what is outperformed was compared, what a thing is a kind of it builds on.
      if (type === 'COMPARED_WITH') {
        if (has(source, 'OUTPERFORMS', target) || has(target, 'OUTPERFORMS', source)) continue;
        if (has(target, 'COMPARED_WITH', source) && source > target) continue;
      }
      if (type === 'BASED_ON' && (has(source, 'SUBCLASS_OF', target) || has(source, 'OUTPERFORMS', target))) continue;
      kept.push({ ...best, confidence: Math.round(confidence * 1000) / 1000 });
    }
    return kept;
  }
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
      let denied: boolean | null = null;
      for (let k = 1; k < model.labels.length; k++) {
        const probability = probabilities[k]!;
        if (probability < 0.2) continue;
        const { type, way } = model.labels[k]!;
        if (type === 'NONE' || type === 'SAME') continue;
        denied ??= isDenied(textBetween(statement, first.end, second.start));
        if (denied && type !== 'COMPARED_WITH') continue;
        let [source, target] = way === 'forth' ? [first, second] : [second, first];
        let ours: RelationType = type;
        if (type === 'PART_OF') {
          [source, target] = [target, source];
          ours = 'BASED_ON';
        }
        ledger.add({
          source: source.entity,
          type: ours,
          target: target.entity,
          evidence: spanOf(sentence),
          confidence: probability * 0.9,
          inferred: false,
        });
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
        ledger.add({
          source: source.entity,
          type,
          target: target.entity,
          evidence: spanOf(sentence),
          confidence,
          inferred: false,
        });
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
  for (const loser of against) {
    const before = textBetween(statement, sentence.start, loser.start);
    let winner: LinkedMention | null = null;
    for (const mention of mentions) {
      if (mention.start >= loser.start) break;
      if (mention.type === 'Method' && !against.has(mention) && mention.entity !== loser.entity) winner = mention;
    }
    const lead = winner ? textBetween(statement, winner.end, loser.start) : before;
    const usesOurs =
      proposed &&
      proposed.id !== loser.entity &&
      (winner === null || (OURS.test(lead) && winner.entity !== proposed.id));
    const id = usesOurs ? proposed.id : winner?.entity;
    if (
      !id ||
      (usesOurs &&
        !OURS.test(before) &&
        !/^(?:experiment|result|extensive|empirical|compared)/.test(before.trimStart()))
    )
      continue;
    const scope = lead.slice(-130);
    const isBetter = BETTER.test(scope) && !BEATEN.test(scope);
    const denied = isDenied(scope);
    const figure = results.find(
      (r) =>
        r.kind === 'gain' &&
        r.evidence.start === sentence.start &&
        r.evidence.field === sentence.field &&
        r.baseline === loser.entity,
    );
    ledger.add({
      source: id,
      type: isBetter && !denied ? 'OUTPERFORMS' : 'COMPARED_WITH',
      target: loser.entity,
      evidence: spanOf(sentence),
      confidence: usesOurs ? 0.65 : 0.75,
      inferred: Boolean(usesOurs),
      ...(isBetter && !denied ? contestExtras(figure, statement, ledger) : {}),
    });
  }
}

function contestExtras(figure: Result | undefined, { mentions }: Statement, ledger: Ledger): Extras {
  const only = (type: EntityType) => {
    const ids = new Set(
      mentions.filter((m) => m.type === type && ledger.typeOf(m.entity) === type).map((m) => m.entity),
    );
    return ids.size === 1 ? [...ids][0] : undefined;
  };
  return pickExtras({
    ...withValue('metric', figure?.metric ?? only('Metric')),
    ...withValue('dataset', figure?.dataset ?? only('Dataset')),
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

/** How sure a mention belongs to what the paper proposes, before the sentence is looked at; measured on our own gold. */
const OF_PROPOSED: Readonly<Partial<Record<EntityType, readonly [RelationType, number]>>> = {
  Dataset: ['EVALUATED_ON', 0.5],
  Task: ['USED_FOR', 0.45],
  Metric: ['MEASURED_BY', 0.42],
  Hardware: ['RUNS_ON', 0.5],
};

/** What a sentence says of the proposed method, whether or not it names it. */
function readOfProposed(
  statement: Statement,
  proposed: Entity,
  against: ReadonlySet<LinkedMention>,
  entities: readonly Entity[],
  ledger: Ledger,
): void {
  const { sentence, mentions } = statement;
  if (mentions.length === 0) return;
  const text = sentence.text.toLowerCase();
  const isTitle = sentence.field === 'title';
  const named = mentions.some(({ entity }) => entity === proposed.id);
  const ours = named || isTitle || OURS.test(text);
  const background =
    !named &&
    !isTitle &&
    !/\b(?:we|our|this (?:paper|work))\b/.test(text) &&
    (BACKGROUND.test(text) || !OURS.test(text));
  for (const mention of mentions) {
    if (mention.entity === proposed.id) continue;
    const entity = entities.find(({ id }) => id === mention.entity);
    if (!entity) continue;
    const before = textBetween(statement, sentence.start, mention.start);
    if (isDenied(before.slice(-60))) continue;
    let type: RelationType;
    let confidence: number;
    if (mention.type === 'Method') {
      if (against.has(mention)) continue;
      if (entity.role === 'compared') [type, confidence] = ['COMPARED_WITH', 0.5];
      else if (entity.role === 'used') [type, confidence] = ['BASED_ON', 0.22];
      else continue;
    } else [type, confidence] = OF_PROPOSED[mention.type]!;
    if (mention.type === 'Dataset') {
      if (entity.role !== 'evaluated_on' && entity.role !== 'used') continue;
      if (TRAINED.test(before)) type = 'TRAINED_ON';
      else if (!EVALUATES.test(text)) confidence -= 0.15;
    }
    if (named) confidence += 0.15;
    else if (ours) confidence += 0.1;
    if (isTitle) confidence += mention.type === 'Task' ? 0.15 : 0.05;
    if (background) confidence -= 0.25;
    if (isBroad(entity)) confidence -= 0.25;
    ledger.add({
      source: proposed.id,
      type,
      target: entity.id,
      evidence: spanOf(sentence),
      confidence,
      inferred: !named,
    });
  }
}

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
    const lead = textBetween(statement, sentence.start, device.start);
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
    const runner = mentions.filter((m) => m.type === 'Method' && m.end <= device.start).at(-1);
    const isRun = /\b(?:on|using|with|train\w*|runs?|running|deploy\w*|require\w*|takes?)\b/.test(lead);
    if (runner && isRun)
      ledger.add({
        source: runner.entity,
        type: 'RUNS_ON',
        target: device.entity,
        evidence: spanOf(sentence),
        confidence: 0.4,
        inferred: false,
        ...extras,
      });
    if (proposed && proposed.id !== runner?.entity && isRun && OURS.test(sentence.text.toLowerCase()))
      ledger.add({
        source: proposed.id,
        type: 'RUNS_ON',
        target: device.entity,
        evidence: spanOf(sentence),
        confidence: 0.5,
        inferred: true,
        ...extras,
      });
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
      ledger.add({
        source,
        type,
        target,
        evidence,
        confidence: sure * Math.min(1, confidence + 0.1),
        inferred: isInferred,
        ...extras,
      });
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
