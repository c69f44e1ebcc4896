/**
 * Typed pairs of a paper's entities. What sentences say is gathered pair by pair: plain cues, what is said of the method
 * that the paper turns about ("it", "our model", or the sentence's own subject left out), what a reported figure implies.
 * Trained weights judge each pair by all of it, by where both stand and by the words around them.
 */
import type { Entity, EntityId, Relation, RelationType, Result } from '../types.js';
import { baselinesOf } from './baselines.js';
import { type Ranked, rankMethods } from './central.js';
import { readContests } from './contests.js';
import { readCues } from './cues.js';
import { readDevices } from './devices.js';
import {
  type EndSums,
  GROUPS,
  type Group,
  hear,
  heardBy,
  type Judge,
  judge,
  sourceWord,
  sumsBy,
  sumUp,
  targetWord,
} from './judge.js';
import { readKinds, subtypeOf } from './kinds.js';
import { type Draft, type Extras, hasExtras, Ledger, pickExtras, strongest, withValue } from './ledger.js';
import type { NameForm } from './name-forms.js';
import { type Pair, ROLE_PAIRS, Signs, type Spoken, visitPairs, type Words } from './pairs.js';
import { MOST_WORDS, type Profile, type Profiles, profilesOf } from './profiles.js';
import { proposedOf, readOfProposed } from './proposed.js';
import type { RelationModel } from './relation-model.js';
import { isDeniedBetween, type Statement, spanOf } from './sentences.js';

/** A paper as its relations are read: its things by their places, and what it turns about. */
export interface Reading {
  readonly statements: readonly Statement[];
  readonly entities: readonly Entity[];
  readonly profiles: Profiles;
  /** Methods, the most central first; empty without trained weights. */
  readonly ranked: readonly Ranked[];
  /** What the paper turns about. */
  readonly central: Entity | null;
  /** What "it" and "our method" stand for. */
  readonly own: Entity | null;
}

/**
 * @param statements  sentences with their mentions
 * @param model       trained weights; null: roles alone
 * @param forms       the name of each entity
 */
export function readPaper(
  statements: readonly Statement[],
  entities: readonly Entity[],
  model: RelationModel | null,
  forms?: readonly NameForm[],
): Reading {
  const profiles = profilesOf(statements, entities, forms);
  const ranked = model ? rankMethods(profiles.all, statements, model.judge) : [];
  const top = ranked[0];
  const central = model ? (top?.profile.entity ?? null) : proposedOf(entities, statements);
  return { statements, entities, profiles, ranked, central, own: model ? ownOf(ranked) : central };
}

/** What "our method" stands for; a survey turns about what others proposed. */
export function ownOf([top]: readonly Ranked[]): Entity | null {
  if (!top) return null;
  const { entity } = top.profile;
  return entity.role === 'proposed' || top.probability >= OWN_MINIMUM ? entity : null;
}
const OWN_MINIMUM = 0.4;

/**
 * @param model  trained weights; null: cues alone
 * @returns one for each source, type and target, with its best sentence, in order of that sentence
 */
export function findRelations(
  { statements, entities, profiles, ranked, central }: Reading,
  results: readonly Result[],
  model: RelationModel | null = null,
): Relation[] {
  const ledger = gather(statements, entities, results, central, profiles.indices);
  if (model === null)
    return inOrder(
      ledger
        .all()
        .map(strongest)
        .filter(({ confidence }) => confidence >= CUE_MINIMUM),
    );
  for (const { at, pairs } of readKinds(profiles, statements, model.pairs))
    for (const { source, type, target, confidence } of pairs)
      ledger.say(
        { source, type, target, evidence: spanOf(statements[at]!.sentence), confidence, inferred: false },
        'cue',
      );
  const found: Relation[] = [];
  for (const draft of ledger.all()) {
    const said = strongest(draft);
    if (draft.group === null && said.confidence >= CUE_MINIMUM) found.push(said);
  }
  const ears = earsOf(model.judge);
  const ends = new Ends(profiles.all, ears);
  visitPairs(profiles, statements, ranked, ledger, (pair, spoken) => {
    const { signs, words } = spoken;
    judge(model.judge, signs, ears.hear(words), ends.of(pair, spoken), pair.groups, probabilities);
    for (let k = 0; k < pair.groups.length; k++) {
      const probability = probabilities[k]!;
      const group = pair.groups[k]!;
      if (probability < model.judge.minimum[group]!) continue;
      const confidence = Math.round(probability * 1000) / 1000;
      const relation = relationOf(pair, GROUPS[group]!, pair.drafts[k], confidence, profiles, statements, model);
      if (relation) found.push(relation);
    }
  });
  return inOrder(found);
}
const probabilities = new Float64Array(GROUPS.length);
/** What no weights judge needs a plain cue. */
const CUE_MINIMUM = 0.5;

/** All that sentences and figures say of pairs. `central`: what the paper turns about. */
export function gather(
  statements: readonly Statement[],
  entities: readonly Entity[],
  results: readonly Result[],
  central: Entity | null,
  indices?: ReadonlyMap<EntityId, number>,
): Ledger {
  const ledger = new Ledger(entities, indices);
  for (const statement of statements) {
    if (statement.mentions.length === 0) continue;
    const against = baselinesOf(statement);
    readCues(statement, ledger);
    readContests(statement, against, central, results, ledger);
    if (central) readOfProposed(statement, central, against, ledger);
    readDevices(statement, central, ledger);
  }
  for (const result of results) readResult(result, ledger);
  return ledger;
}

/** What the words of pairs weigh. */
class Ears {
  readonly #heard: Int32Array;
  /** By the roles of pairs that are in no sentence together: those are all their words. */
  readonly #ofRoles = new Array<Int32Array | undefined>(ROLE_PAIRS).fill(undefined);

  readonly #heardOfEnd: Int32Array;

  constructor(readonly judge: Judge) {
    this.#heard = new Int32Array(heardBy(judge));
    this.#heardOfEnd = new Int32Array(heardBy(judge));
  }

  /** What the words of one end of a pair weigh. */
  hearEnd(hashes: Int32Array, count: number): Int32Array {
    return this.#add(hashes, count, this.#heardOfEnd.fill(0));
  }
  /** What those of a pair do. @returns of {@link heardBy}; good until the next pair */
  hear({ hashes, count, roles }: Words): Int32Array {
    if (count === 1) return (this.#ofRoles[roles] ??= this.#add(hashes, 1, new Int32Array(this.#heard.length)));
    return this.#add(hashes, count, this.#heard.fill(0));
  }
  #add(hashes: Int32Array, count: number, heard: Int32Array): Int32Array {
    hear(this.judge, hashes, count, heard);
    return heard;
  }
}
let lastEars: Ears | null = null;
/** The same for every paper of a run. */
const earsOf = (judge: Judge): Ears => (lastEars?.judge === judge ? lastEars : (lastEars = new Ears(judge)));

/** What speaks for every pair of an entity, summed once for each as a source and as a target. */
class Ends {
  readonly #ears: Ears;
  readonly #size: number;
  /** For each entity the sums of a source, then those of a target. */
  readonly #sums: Float64Array;
  readonly #isKnown: boolean[];

  constructor(profiles: readonly Profile[], ears: Ears) {
    this.#ears = ears;
    this.#size = sumsBy(ears.judge);
    this.#sums = endSums(2 * profiles.length * this.#size);
    this.#isKnown = new Array<boolean>(2 * profiles.length).fill(false);
  }

  of({ source, target }: Pair, spoken: Spoken): EndSums {
    const [one, other] = [2 * source.index, 2 * target.index + 1];
    if (!this.#isKnown[one]) {
      spoken.sourceSigns(source.index, endSigns);
      this.#sum(one, source, sourceWord);
    }
    if (!this.#isKnown[other]) {
      spoken.targetSigns(target.index, endSigns);
      this.#sum(other, target, targetWord);
    }
    return { sums: this.#sums, source: one * this.#size, target: other * this.#size };
  }

  #sum(end: number, { context, name }: Profile, as: (hash: number) => number): void {
    this.#isKnown[end] = true;
    let count = 0;
    for (let i = 0; i < context.length; i++) endWords[count++] = as(context[i]!);
    for (let i = 0; i < name.length; i++) endWords[count++] = as(name[i]!);
    sumUp(this.#ears.judge, endSigns, this.#ears.hearEnd(endWords, count), this.#sums, end * this.#size);
  }
}
/** The same memory for every paper; one with many entities has its own. */
const endSums = (length: number) => (length <= usualSums.length ? usualSums : new Float64Array(length));
const usualSums = new Float64Array(4096);
const endSigns = new Signs();
const endWords = new Int32Array(MOST_WORDS);

/** A pair that the weights take for related, with its type and its sentence; null where its sentence denies it. */
function relationOf(
  pair: Pair,
  group: Group,
  draft: Draft | undefined,
  confidence: number,
  { read }: Profiles,
  statements: readonly Statement[],
  model: RelationModel,
): Relation | null {
  const { source, target, closest } = pair;
  const said = draft ? strongest(draft) : null;
  if (closest && group !== 'COMPARED_WITH') {
    const statement = statements[closest.at]!;
    const { tokens } = statement.sentence;
    if (isDeniedBetween(statement, tokens[closest.first.to - 1]!.end, tokens[closest.second.from]!.start)) return null;
  }
  if (said && !said.inferred) {
    const isPlain = said.type === 'EVALUATED_ON' || said.type === 'BASED_ON';
    const type = (isPlain && closest ? subtypeOf(pair, group, read, model.pairs) : null) ?? said.type;
    if (hasExtras(said)) return { ...said, type, confidence };
    // Written out: a spread of the few that have extras too is several times slower.
    return { source: said.source, type, target: said.target, evidence: said.evidence, confidence, inferred: false };
  }
  const at = closest?.at ?? target.statements.find((i) => statements[i]!.sentence.field === 'abstract');
  const evidence = spanOf(statements[at ?? target.statements[0]!]!.sentence);
  const type = said?.type ?? (closest ? subtypeOf(pair, group, read, model.pairs) : null) ?? group;
  const relation: Relation = {
    source: said?.source ?? source.entity.id,
    type,
    target: said?.target ?? target.entity.id,
    evidence: said?.evidence ?? evidence,
    confidence,
    inferred: closest === null,
  };
  return said && hasExtras(said) ? { ...pickExtras(said), ...relation } : relation;
}

/** By the place of the sentence, then by the names of both ends and the type. */
function inOrder(relations: readonly Relation[]): Relation[] {
  const before = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return [...relations].sort(
    (a, b) =>
      Number(a.evidence.field === 'abstract') - Number(b.evidence.field === 'abstract') ||
      a.evidence.start - b.evidence.start ||
      before(a.source, b.source) ||
      before(a.target, b.target) ||
      before(a.type, b.type),
  );
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
        'figure',
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
