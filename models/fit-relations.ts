/**
 * Fits the weights by which `src/fact/relations.ts` judges a pair of a paper's entities: logistic regression for each
 * group of relations over the signs that speak for a pair, on papers with gold relations. Says what cross-validation
 * over papers gives, since the weights are then fitted on all of them.
 */

import { type Candidate, GROUPS, type Group, SIGNS } from '../src/fact/ledger.js';
import { collectCandidates } from '../src/fact/relations.js';
import { statementsOf } from '../src/fact/sentences.js';
import { type Extraction, extract, type Model, type Paper } from '../src/index.js';
import { cleanText } from '../src/text/clean.js';
import { segmentPaper } from '../src/text/segment.js';

/** A paper with gold, as `score.mjs graph` reads it. */
export interface RelationGold {
  readonly id: string;
  readonly entities: readonly { readonly type: string; readonly name: string; readonly aliases: readonly string[] }[];
  readonly relations: readonly (readonly [string, string, string])[];
}
export interface RelationExample {
  readonly paper: number;
  readonly group: Group;
  readonly signs: Float64Array;
  /** Gold relations that this pair finds, counted over the whole gold; none: the pair is wrong. */
  readonly hits: readonly number[];
}
const GOLD_NAMES: Readonly<Record<Group, string>> = {
  USED_FOR: 'used_for',
  EVALUATED_ON: 'evaluated_on',
  BASED_ON: 'based_on',
  COMPARED_WITH: 'compared_with',
  MEASURED_BY: 'measured_by',
  RUNS_ON: 'runs_on',
};

const normal = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9+%]+/g, ' ')
    .trim()
    .split(' ')
    .map((word) => (word.length > 3 ? word.replace(/ies$/, 'y').replace(/(?<=[^su])s$/, '') : word))
    .join(' ');
function isClose(a: string, b: string): boolean {
  const [A, B] = [new Set(normal(a).split(' ')), new Set(normal(b).split(' '))];
  let both = 0;
  for (const word of A) if (B.has(word)) both++;
  return both / Math.max(A.size, B.size) >= 0.6;
}

/** Candidates of one paper as examples. `firstGold` is the number of its first gold relation among all. */
export function examplesOf(
  paper: number,
  gold: RelationGold,
  firstGold: number,
  extraction: Extraction,
  candidates: readonly Candidate[],
): RelationExample[] {
  const forms = new Map(
    extraction.entities.map(({ id, type, name, aliases }) => [id, { type, forms: [name, ...aliases] }]),
  );
  const named = new Map(
    gold.entities.map((entity) => [entity.name, { type: entity.type, forms: [entity.name, ...entity.aliases] }]),
  );
  const like = (id: string, name: string) => {
    const [a, b] = [forms.get(id as never), named.get(name)];
    return a && b && a.type === b.type && a.forms.some((x) => b.forms.some((y) => isClose(x, y)));
  };
  const examples: RelationExample[] = [];
  for (const { source, target, group, signs } of candidates) {
    if (group === null) continue;
    const hits: number[] = [];
    gold.relations.forEach(([from, type, to], i) => {
      if (type !== GOLD_NAMES[group]) return;
      const isSame = like(source, from) && like(target, to);
      if (isSame || (type === 'compared_with' && like(source, to) && like(target, from))) hits.push(firstGold + i);
    });
    examples.push({ paper, group, signs, hits });
  }
  return examples;
}

type GroupWeights = Readonly<Record<Group, readonly number[]>>;

/**
 * Weights for all groups at once by gradient descent: what the groups share is shrunk little, what sets a group apart
 * more, since some groups have few examples. Deterministic.
 */
export function fitGroups(examples: readonly RelationExample[], ridge: number): GroupWeights {
  const width = SIGNS.length;
  const size = width * (GROUPS.length + 1);
  const weights = new Float64Array(size);
  const squares = new Float64Array(size).fill(1e-3);
  const offsets = examples.map(({ group }) => width * (GROUPS.indexOf(group) + 1));
  const gradient = new Float64Array(size);
  for (let round = 0; round < ROUNDS; round++) {
    gradient.fill(0);
    examples.forEach(({ signs, hits }, e) => {
      const own = offsets[e]!;
      let sum = 0;
      for (let i = 0; i < width; i++) sum += signs[i]! * (weights[i]! + weights[own + i]!);
      const slope = 1 / (1 + Math.exp(-sum)) - (hits.length > 0 ? 1 : 0);
      for (let i = 0; i < width; i++) {
        gradient[i]! += slope * signs[i]!;
        gradient[own + i]! += slope * signs[i]!;
      }
    });
    for (let i = 0; i < size; i++) {
      const isBias = i % width === 0;
      const slope = gradient[i]! + (isBias ? 0 : (i < width ? ridge * 0.3 : ridge) * weights[i]!);
      squares[i]! += slope * slope;
      weights[i]! -= (0.3 * slope) / Math.sqrt(squares[i]!);
    }
  }
  return Object.fromEntries(
    GROUPS.map((group, g) => [
      group,
      Array.from({ length: width }, (_, i) => Math.round(100 * (weights[i]! + weights[width * (g + 1) + i]!)) / 100),
    ]),
  ) as unknown as GroupWeights;
}
const ROUNDS = 400;

export interface RelationFit {
  readonly weights: Readonly<Record<Group, readonly number[]>>;
  readonly minimum: number;
  /** By cross-validation over papers, in percent. */
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** @param goldCount  gold relations in all, found or not */
export function fitRelations(
  examples: readonly RelationExample[],
  goldCount: number,
  folds = 6,
  ridge = 4,
): RelationFit {
  const judged: { probability: number; hits: readonly number[] }[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const weights = fitGroups(
      examples.filter(({ paper }) => paper % folds !== fold),
      ridge,
    );
    for (const { paper, group, signs, hits } of examples) {
      if (paper % folds !== fold) continue;
      let sum = 0;
      for (let i = 0; i < signs.length; i++) sum += signs[i]! * weights[group][i]!;
      judged.push({ probability: 1 / (1 + Math.exp(-sum)), hits });
    }
  }
  let best = { minimum: 0.5, precision: 0, recall: 0, f1: 0 };
  for (let step = 20; step < 70; step += 2) {
    const kept = judged.filter(({ probability }) => probability >= step / 100);
    const right = kept.filter(({ hits }) => hits.length > 0).length;
    const found = new Set(kept.flatMap(({ hits }) => hits)).size;
    const [precision, recall] = [(100 * right) / (kept.length || 1), (100 * found) / goldCount];
    const f1 = (2 * precision * recall) / (precision + recall || 1);
    if (f1 > best.f1) best = { minimum: step / 100, precision, recall, f1 };
  }
  return { weights: fitGroups(examples, ridge), ...best };
}

/**
 * The text of `src/fact/relation-weights.ts` for papers with gold, as the model reads them now. To be run again when the
 * tagger or the classifier has changed: the weights lean on their confidences.
 */
export function relationWeightsFor(
  gold: readonly (RelationGold & Pick<Paper, 'title' | 'abstract'>)[],
  model: Model,
): { readonly source: string; readonly fit: RelationFit } {
  const examples: RelationExample[] = [];
  let count = 0;
  gold.forEach((each, i) => {
    const paper: Paper = {
      id: `id:${each.id}`,
      title: cleanText(each.title),
      abstract: cleanText(each.abstract),
      authors: [],
      origin: '',
    };
    const extraction = extract(paper, model);
    const statements = statementsOf(segmentPaper(paper), extraction.mentions);
    const candidates = collectCandidates(statements, extraction.entities, extraction.results, model.relations);
    examples.push(...examplesOf(i, each, count, extraction, candidates));
    count += each.relations.length;
  });
  const fit = fitRelations(examples, count);
  const rows = GROUPS.map((group) => `  ${group}: [${fit.weights[group].join(', ')}],`);
  const source = [
    '/** Fitted by `models/fit-relations.ts`; one number for each of SIGNS. */',
    `export const RELATION_MINIMUM = ${fit.minimum};`,
    'export const RELATION_WEIGHTS = {',
    ...rows,
    '} as const;',
    '',
  ].join('\n');
  return { source, fit };
}
